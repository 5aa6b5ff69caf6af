package dev.vernier.evaluator.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;

/** The one place that chooses a level. */
final class KernelSelection {
    static final String AUTO = "auto";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAG = "--add-modules=" + MODULE;

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private KernelSelection() {}

    static Kernels select(String wanted) {
        return switch (wanted) {
            case AUTO -> vectorsAvailable() ? new VectorKernels() : fallback();
            case ScalarKernels.LEVEL -> new ScalarKernels();
            case VectorKernels.LEVEL -> {
                if (!vectorsAvailable()) {
                    throw new IllegalStateException("the vector kernels that -D" + Kernels.PROPERTY
                            + " asks for need the module " + MODULE + ". Maybe start Java with " + FLAG + ".");
                }
                yield new VectorKernels();
            }
            default ->
                throw new IllegalStateException("-D" + Kernels.PROPERTY + "=" + wanted
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
