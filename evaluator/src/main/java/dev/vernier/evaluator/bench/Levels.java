package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;

/** What kernels say of themselves. */
final class Levels {
    private Levels() {}

    /** What a level runs on: its description without its name. */
    static String isa(Kernels kernels) {
        return kernels.description().substring(kernels.level().length()).strip();
    }
}
