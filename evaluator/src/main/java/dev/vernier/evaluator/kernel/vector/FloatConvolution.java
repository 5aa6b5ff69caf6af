package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;

/** A dense convolution in 32-bit floating point, with any weights. */
final class FloatConvolution extends FloatSums {
    /** Group by group, panel after panel. */
    private final byte[][] weights;

    /** Group by group, for each column of the panels. */
    private final float[][] zeroPoints;

    private final boolean symmetric;

    FloatConvolution(ConvShape shape, Precision precision, byte[] codes, byte[] zeroPoints) {
        super(shape, precision, exactDepth(codes, zeroPoints));
        symmetric = zerosOnly(zeroPoints);
        int size = Math.multiplyExact(shape.depth(), panels.padded()) + BYTES.length();
        weights = new byte[shape.groups()][size];
        this.zeroPoints = new float[shape.groups()][panels.padded()];
        for (int channel = 0; channel < shape.outputChannels(); channel++) {
            int group = channel / shape.groupOutputs();
            int column = channel % shape.groupOutputs();
            pack(codes, channel, column, weights[group]);
            this.zeroPoints[group][column] = zeroPoints[channel];
        }
    }

    /** Depth runs in the order of a window in {@link Strips}. */
    private void pack(byte[] codes, int channel, int column, byte[] packed) {
        int panel = panels.panelOf(column);
        int step = panels.vectors(panel) * LANES;
        int first = panels.column(panel) * shape.depth() + column - panels.column(panel);
        Panels.forEachWeight(shape, channel, (kernelColumn, kernelRow, input, source) -> {
            int k = (kernelColumn * shape.kernelHeight() + kernelRow) * shape.groupInputs() + input;
            packed[first + k * step] = codes[source];
        });
    }

    /** Longest sum of products with these weights that a float holds exactly. */
    static int exactDepth(byte[] weights, byte[] zeroPoints) {
        return Checks.farthest(weights, zeroPoints) <= 128 ? EXACT_DEPTH : EXACT_ASYMMETRIC_DEPTH;
    }

    /** Whether no weight has a zero point to subtract. */
    static boolean zerosOnly(byte[] zeroPoints) {
        return Arrays.equals(zeroPoints, new byte[zeroPoints.length]);
    }

    @Override
    public long weightBytes() {
        return (long) weights.length * weights[0].length
                + (long) zeroPoints.length * zeroPoints[0].length * Float.BYTES;
    }

    @Override
    void unpack(int part, int panel, VectorScratch scratch) {
        unpack(weights[part], zeroPoints[part], panel, scratch);
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        if (symmetric) {
            sumFew(weights[part], panel, rows, scratch);
        } else {
            unpack(part, panel, scratch);
            sum(part, panel, 0, rows, scratch);
        }
    }
}
