package dev.vernier.evaluator.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A convolution whose weights are laid out and ready; immutable, so any number of threads may share it.
 *
 * <p>For an output position and channel {@code c}, {@code acc = Σ (x − inputZeroPoint) · (w − zeroPoint[c])}, exact in
 * 32 bits; padding contributes 0. The {@link Epilogue} says what becomes of it.
 */
public interface Convolution {
    ConvShape shape();

    /** Memory that the weights take as they are laid out, in bytes, with what else follows from them. */
    long weightBytes();

    /**
     * Computes a batch. Input and output lie outside the Java heap, in memory that the calling thread may use, NHWC,
     * {@code images} images one after the other from the start; longer segments are welcome, what lies behind is neither
     * read nor written. Segments aligned to 64 bytes are the fastest.
     *
     * @param images how many, at least 1
     * @param input unsigned codes of the layer's activation width, one byte each
     * @param inputZeroPoint the input's code for 0
     * @param output receives what the epilogue makes, in the machine's byte order; does not overlap the input
     * @param scratch made by the level that prepared this convolution; used by no other thread meanwhile
     * @throws IllegalArgumentException when a segment is too short or on the heap, or the epilogue has another number of
     *     channels
     */
    void run(
            int images,
            MemorySegment input,
            int inputZeroPoint,
            Epilogue epilogue,
            MemorySegment output,
            Scratch scratch);
}
