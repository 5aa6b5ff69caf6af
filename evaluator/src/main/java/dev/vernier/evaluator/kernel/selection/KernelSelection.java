package dev.vernier.evaluator.kernel.selection;

import dev.vernier.evaluator.cache.UserCache;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.foreign.NativeKernels;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one place that chooses kernels: a level for the process, and within it the code for each layer.
 *
 * <p>A layer may run on the code of its own widths or on that of wider ones, which computes the same. Which is faster
 * depends on the layer's shape and on the machine, so the native ways are timed when a shape is first prepared, one layer
 * after the other and before any thread runs it; a whole network takes a fraction of a second. The winners lie in the
 * user's cache folder, in {@code vernier/tuning}, one file for each processor, instruction set and build of the kernels.
 * Results are the same whatever wins. Java's code is not raced: it becomes fast only after seconds, and a race of code that
 * is not yet compiled misleads.
 */
public final class KernelSelection {
    /**
     * The system property that forces a level: {@code scalar}, {@code vector} or {@code native}; {@code auto} when it is
     * not set.
     */
    public static final String PROPERTY = "vernier.kernels";

    /**
     * The system property that keeps layers on the code of their own widths when it is {@code off}, so that benchmarks of
     * networks can be repeated whatever was chosen before.
     */
    public static final String TUNING_PROPERTY = "vernier.tuning";

    static final String AUTO = "auto";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAG = "--add-modules=" + MODULE;

    private static final Logger LOG = LogManager.getLogger(KernelSelection.class);
    private static final AtomicBoolean INFORMED = new AtomicBoolean();
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private KernelSelection() {}

    /**
     * The best level that this JVM can run, or the one that {@value #PROPERTY} forces, with each layer on the code that is
     * the fastest for it.
     *
     * @throws IllegalStateException when what the properties ask for is unknown or cannot be had; the message says what to
     *     do
     */
    public static Kernels select() {
        return tuned(level());
    }

    /**
     * The same level with each layer on the code of its own widths: to measure one code after the other.
     *
     * @throws IllegalStateException as {@link #select()}
     */
    public static Kernels level() {
        return level(System.getProperty(PROPERTY, AUTO));
    }

    /**
     * A level with each layer on the code that is the fastest for it, where its code is compiled beforehand.
     *
     * @throws IllegalStateException when {@value #TUNING_PROPERTY} is neither {@code on} nor {@code off}
     */
    public static Kernels tuned(Kernels level) {
        return tuned(level, System.getProperty(TUNING_PROPERTY, "on"));
    }

    static Kernels tuned(Kernels level, String tuning) {
        return switch (tuning) {
            case "on" -> level.level().equals(NativeKernels.LEVEL) ? raced(level) : level;
            case "off" -> level;
            default ->
                throw new IllegalStateException(
                        "-D" + TUNING_PROPERTY + "=" + tuning + " is neither on nor off. Maybe leave it out.");
        };
    }

    private static Kernels raced(Kernels level) {
        Choices choices = Choices.open(UserCache.folder(), Processor.name(), level);
        return new TunedKernels(level, new Race(Race.Effort.USUAL, ThreadClock::nanoTime), choices);
    }

    /**
     * The levels worth comparing: the vector kernels and the native ones on every instruction set, those that this JVM and
     * machine have, each layer on the code of its own widths; where {@value #PROPERTY} forces a level, or an instruction
     * set is forced, only that.
     *
     * @throws IllegalStateException as {@link #select()}
     */
    public static List<Kernels> compared() {
        return compared(System.getProperty(PROPERTY, AUTO));
    }

    static List<Kernels> compared(String wanted) {
        Kernels best = level(wanted);
        List<Kernels> compared = new ArrayList<>();
        if (wanted.equals(AUTO) && vectorsAvailable() && !(best instanceof VectorKernels)) {
            compared.add(new VectorKernels());
        }
        if (best instanceof NativeKernels compiled && System.getProperty(NativeKernels.ISA_PROPERTY) == null) {
            compared.addAll(compiled.lesser());
        }
        compared.add(best);
        return compared;
    }

    static Kernels level(String wanted) {
        return level(wanted, System.getProperty(NativeKernels.ISA_PROPERTY));
    }

    static Kernels level(String wanted, @Nullable String instructionSet) {
        if (instructionSet != null && (wanted.equals(ScalarKernels.LEVEL) || wanted.equals(VectorKernels.LEVEL))) {
            throw new IllegalStateException("-D" + NativeKernels.ISA_PROPERTY + "=" + instructionSet
                    + " is for native kernels, and -D" + PROPERTY + "=" + wanted
                    + " asks for others. Maybe leave one of them out.");
        }
        return switch (wanted) {
            case AUTO -> fastest(instructionSet);
            case NativeKernels.LEVEL -> NativeKernels.load(instructionSet);
            case ScalarKernels.LEVEL -> new ScalarKernels();
            case VectorKernels.LEVEL -> {
                if (!vectorsAvailable()) {
                    throw new IllegalStateException("the vector kernels that -D" + PROPERTY
                            + " asks for need the module " + MODULE + ". Maybe start Java with " + FLAG + ".");
                }
                yield new VectorKernels();
            }
            default ->
                throw new IllegalStateException("-D" + PROPERTY + "=" + wanted
                        + " names no kernel level. Maybe you meant scalar, vector, native or auto.");
        };
    }

    /** Native kernels where they can be had; asking for an instruction set is asking for them. */
    private static Kernels fastest(@Nullable String instructionSet) {
        try {
            return NativeKernels.load(instructionSet);
        } catch (IllegalStateException e) {
            if (instructionSet != null) {
                throw e;
            }
            if (INFORMED.compareAndSet(false, true)) {
                LOG.info("no native kernels: {}", e.getMessage());
            }
            return vectorsAvailable() ? new VectorKernels() : fallback();
        }
    }

    private static boolean vectorsAvailable() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static Kernels fallback() {
        if (WARNED.compareAndSet(false, true)) {
            LOG.warn("slow scalar kernels, since the module {} is missing; start Java with {}", MODULE, FLAG);
        }
        return new ScalarKernels();
    }
}
