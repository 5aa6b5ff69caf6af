package dev.vernier.evaluator.kernel.selection;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;

/** The one place that chooses a level of kernels. */
public final class KernelSelection {
    /** The system property that forces a level: {@code scalar} or {@code vector}; {@code auto} when it is not set. */
    public static final String PROPERTY = "vernier.kernels";

    static final String AUTO = "auto";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAG = "--add-modules=" + MODULE;

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private KernelSelection() {}

    /**
     * The best level that this JVM can run, or the one that {@value #PROPERTY} forces.
     *
     * @throws IllegalStateException when the forced level is unknown or cannot be had; the message says what to do
     */
    public static Kernels select() {
        return select(System.getProperty(PROPERTY, AUTO));
    }

    /**
     * The levels worth comparing: the vector kernels, where this JVM has them, and the best ones, if those are others;
     * where {@value #PROPERTY} forces a level, that one.
     *
     * @throws IllegalStateException as {@link #select()}
     */
    public static List<Kernels> compared() {
        return compared(System.getProperty(PROPERTY, AUTO));
    }

    static List<Kernels> compared(String wanted) {
        Kernels best = select(wanted);
        boolean vectorsBeside =
                wanted.equals(AUTO) && vectorsAvailable() && !best.level().equals(VectorKernels.LEVEL);
        return vectorsBeside ? List.of(new VectorKernels(), best) : List.of(best);
    }

    static Kernels select(String wanted) {
        return switch (wanted) {
            case AUTO -> vectorsAvailable() ? new VectorKernels() : fallback();
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
                        + " names no kernel level. Maybe you meant scalar, vector or auto.");
        };
    }

    private static boolean vectorsAvailable() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static Kernels fallback() {
        if (WARNED.compareAndSet(false, true)) {
            LogManager.getLogger(KernelSelection.class)
                    .warn("slow scalar kernels, since the module {} is missing; start Java with {}", MODULE, FLAG);
        }
        return new ScalarKernels();
    }
}
