package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;

/** One level of integer kernels. All levels compute the same, bit for bit; they differ in speed. */
public sealed interface Kernels permits ScalarKernels, VectorKernels {
    /** The system property that forces a level: {@code scalar} or {@code vector}; {@code auto} when it is not set. */
    String PROPERTY = "vernier.kernels";

    /**
     * The best level that this JVM can run, or the one that {@value #PROPERTY} forces.
     *
     * @throws IllegalStateException when the forced level is unknown or cannot be had; the message says what to do
     */
    static Kernels select() {
        return KernelSelection.select(System.getProperty(PROPERTY, KernelSelection.AUTO));
    }

    /** The level's name: {@code scalar} or {@code vector}. */
    String level();

    /** The level and the size of the vectors it runs on, for example {@code vector 512}. */
    String description();

    /**
     * The name of the code that runs layers of this precision. Layers of one shape whose variants are equal run the same
     * instructions and take the same time.
     */
    String variant(Precision precision);

    /**
     * Lays out weights for many calls.
     *
     * @param weights signed codes −128…127 in ONNX order, [outputChannels][inputChannels/groups][kernelHeight][
     *     kernelWidth]; not kept
     * @param zeroPoints the weights' code for 0, one per output channel; not kept
     * @throws IllegalArgumentException when the number of weights or zero points is not the shape's, or a sum of products
     *     with 8-bit codes may leave 32 bits
     */
    Convolution prepare(ConvShape shape, byte[] weights, byte[] zeroPoints);

    /** As above, for weights whose code for 0 is 0. */
    default Convolution prepare(ConvShape shape, byte[] weights) {
        return prepare(shape, weights, new byte[shape.outputChannels()]);
    }
}
