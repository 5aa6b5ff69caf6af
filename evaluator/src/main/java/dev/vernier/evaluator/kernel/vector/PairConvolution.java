package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;

/** A dense convolution in 16-bit integers, with weights that lie packed at their width. */
final class PairConvolution extends PairSums {
    private final PairWeights weights;

    /** For each output channel. */
    private final int[] weightSums;

    PairConvolution(ConvShape shape, Precision precision, byte[] codes) {
        super(shape, precision, Checks.farthest(codes, new byte[shape.outputChannels()]));
        weights = PairWeights.of(shape, panels, precision.weightBits(), codes);
        weightSums = new int[shape.outputChannels()];
        for (int i = 0; i < codes.length; i++) {
            weightSums[i / shape.depth()] += codes[i];
        }
    }

    @Override
    public long weightBytes() {
        return weights.bytes() + (long) weightSums.length * Integer.BYTES;
    }

    @Override
    int weightSum(int channel, VectorScratch scratch) {
        return weightSums[channel];
    }

    @Override
    int unpackedDepth() {
        return elements() * weights.perElement();
    }

    @Override
    void unpack(int part, int panel, VectorScratch scratch) {
        int step = panels.vectors(panel) * LANES;
        for (int s = 0; s < weights.perElement(); s++) {
            for (int v = 0; v < step; v += LANES) {
                PairTiles.unpack(
                        weights,
                        s,
                        weights.groups()[part],
                        first(panels.column(panel) + v),
                        Math.ceilDiv(depth - s, weights.perElement()),
                        scratch.pairWeights,
                        unpackedStart(panel) + s * step + v,
                        step);
            }
        }
    }

    /** Where the elements of a vector of columns begin. */
    private int first(int column) {
        return column * elements();
    }

    /** Elements of a column. */
    private int elements() {
        return Math.ceilDiv(depth, weights.perElement());
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        if (panel == 0) {
            for (int r = 0; r < rows; r++) {
                scratch.columnSums[r] = windowSum(scratch.ints, strips.windows()[r]);
            }
        }
        int width = panels.width(panel);
        Arrays.fill(scratch.sums, 0, rows * width, 0);
        // Columns that fill up have codes of 0, so nothing is added to what they share with the next row.
        for (int v = 0; v < width; v += LANES) {
            for (int r = 0; r < rows; r++) {
                PairTiles.row(
                        weights.bits(),
                        scratch.ints,
                        strips.windows()[r],
                        weights.groups()[part],
                        first(panels.column(panel) + v),
                        elements(),
                        scratch.sums,
                        r * width + v);
            }
        }
        for (int r = 0; r < rows; r++) {
            int offset = weights.offset() * scratch.columnSums[r];
            for (int i = r * width; i < (r + 1) * width; i++) {
                scratch.sums[i] = scratch.bias[i] + weights.factor() * scratch.sums[i] + offset;
            }
        }
    }

    private int windowSum(int[] pairs, int window) {
        int sum = 0;
        for (int k = window; k < window + depth; k++) {
            sum += (short) pairs[k] + (pairs[k] >> Short.SIZE);
        }
        return sum;
    }
}
