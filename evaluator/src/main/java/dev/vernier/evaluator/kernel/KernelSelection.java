package dev.vernier.evaluator.kernel;

/** The one place that chooses a level. */
final class KernelSelection {
    static final String AUTO = "auto";

    private KernelSelection() {}

    static Kernels select(String wanted) {
        return switch (wanted) {
            case AUTO, ScalarKernels.LEVEL -> new ScalarKernels();
            default ->
                throw new IllegalStateException(
                        "-D" + Kernels.PROPERTY + "=" + wanted + " names no kernel level. Maybe you meant scalar.");
        };
    }
}
