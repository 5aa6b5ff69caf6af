package dev.vernier.evaluator.kernel;

/**
 * Working memory of one thread, made by {@link Kernels#scratch}. It serves all convolutions and products of that level, one
 * after the other, and is freed when nobody refers to it any longer.
 */
public interface Scratch {
    /** What it holds by now, in bytes. */
    long bytes();
}
