package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;

/**
 * Fast kernels in the Vector API, on whatever vectors the machine has. They equal the specification exactly. Needs the
 * module {@code jdk.incubator.vector}.
 */
public final class VectorKernels implements Kernels {
    public static final String LEVEL = "vector";

    @Override
    public String level() {
        return LEVEL;
    }

    @Override
    public String description() {
        return LEVEL + " " + Lanes.FLOATS.vectorBitSize();
    }

    /** Every width runs the multiplier for floats, which is exact on codes of up to 8 bits. */
    @Override
    public String variant(LayerKind kind, Precision precision) {
        return "float-fma";
    }

    @Override
    public Scratch scratch() {
        return new VectorScratch();
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, precision, weights, zeroPoints);
        return DepthwiseConvolution.fits(shape, weights, zeroPoints)
                ? new DepthwiseConvolution(shape, weights, zeroPoints)
                : new DenseConvolution(shape, weights, zeroPoints);
    }
}
