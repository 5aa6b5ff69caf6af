package dev.vernier.evaluator.kernel;

/**
 * A convolution whose weights are laid out and ready; immutable, so any number of threads may share it. All arrays are
 * NHWC, {@code images} images one after the other from index 0; longer arrays are welcome, what lies behind is neither
 * read nor written.
 *
 * <p>For an output position and channel {@code c}, {@code acc = Σ (x − inputZeroPoint) · (w − zeroPoint[c])}, exact in
 * 32 bits; padding contributes 0. The {@link Epilogue} says what becomes of it.
 */
public interface Convolution {
    ConvShape shape();

    /**
     * Computes the codes of the next tensor.
     *
     * @param images how many, at least 1
     * @param input unsigned codes 0…255
     * @param inputZeroPoint the input's code for 0, in 0…255
     * @param output receives unsigned codes; not the same array as {@code input}
     * @param scratch working memory of the calling thread
     * @throws IllegalArgumentException when an array is too short or the epilogue has another number of channels
     */
    void run(int images, byte[] input, int inputZeroPoint, Epilogue.ToCodes epilogue, byte[] output, Scratch scratch);

    /** As above, leaving floats. */
    void run(int images, byte[] input, int inputZeroPoint, Epilogue.ToFloats epilogue, float[] output, Scratch scratch);
}
