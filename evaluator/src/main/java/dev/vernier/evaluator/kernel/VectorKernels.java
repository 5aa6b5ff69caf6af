package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;

/** Fast kernels in the Vector API, on whatever vectors the machine has. They equal {@link ScalarKernels} exactly. */
final class VectorKernels implements Kernels {
    static final String LEVEL = "vector";

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
    public String variant(Precision precision) {
        return "float-fma";
    }

    @Override
    public Convolution prepare(ConvShape shape, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, weights, zeroPoints);
        return DepthwiseConvolution.fits(shape, weights, zeroPoints)
                ? new DepthwiseConvolution(shape, weights, zeroPoints)
                : new DenseConvolution(shape, weights, zeroPoints);
    }
}
