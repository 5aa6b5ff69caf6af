package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One level of integer kernels. All levels compute the same, bit for bit; they differ in speed. */
public interface Kernels {
    /** The level's name, as {@code -Dvernier.kernels} takes it. */
    String level();

    /** The level and what it runs on, for example {@code vector 512}. */
    String description();

    /**
     * The name of the code that runs layers of this kind and precision. Layers of one shape whose variants are equal run
     * the same instructions and take the same time.
     */
    String variant(LayerKind kind, Precision precision);

    /** Tells builds of one level apart, whose speed may differ: the hash of a library, or the Java that compiles it. */
    default String build() {
        return Runtime.version().toString();
    }

    /**
     * Widths whose code is worth trying for a layer: the layer's own first, then wider ones, in neither width narrower,
     * each of another {@link #variant}. Since wider code takes narrower codes, all of them compute the same.
     *
     * @param precision widths of at most 8 bits
     */
    default List<Precision> alternatives(LayerKind kind, Precision precision) {
        Map<String, Precision> variants = new LinkedHashMap<>();
        for (int weightBits = precision.weightBits(); weightBits <= Byte.SIZE; weightBits++) {
            for (int activationBits = precision.activationBits(); activationBits <= Byte.SIZE; activationBits++) {
                Precision wider = new Precision(weightBits, activationBits);
                variants.putIfAbsent(variant(kind, wider), wider);
            }
        }
        return List.copyOf(variants.values());
    }

    /**
     * These kernels for callers that bring so many images at a time, where that matters for the choice of code.
     *
     * @param images at least 1; other numbers are computed as exactly
     */
    default Kernels forCallsOf(int images) {
        return this;
    }

    /** Working memory for one thread, for all convolutions and products of this level. */
    Scratch scratch();

    /**
     * Lays out weights for many calls.
     *
     * @param precision the widths of the weights' codes and of the input's, each in 1…8; inputs must keep to it
     * @param weights signed codes in ONNX order, [outputChannels][inputChannels/groups][kernelHeight][kernelWidth]: −1
     *     and 1 for one bit; −2…1, or −3, −1, 1 and 3, for two bits; −2^(b−1)…2^(b−1) − 1 for more; not kept
     * @param zeroPoints the weights' code for 0, one per output channel; not kept
     * @throws IllegalArgumentException when the number of weights or zero points is not the shape's, a weight is no code
     *     of its width, or a sum of products may leave 32 bits
     */
    Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints);

    /**
     * Products of two activations.
     *
     * @param precision the width of the right operand's codes, as weights, in 2…8, and of the left one's, in 1…8
     * @throws IllegalArgumentException when the widths are others, or a sum of products may leave 32 bits
     */
    Product product(ProductShape shape, Precision precision);
}
