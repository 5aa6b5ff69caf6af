package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;

/**
 * A convolution as a product of matrices in 16-bit integers, twice as many to a vector as floats: for widths whose
 * products are small enough that many of them fit a 16-bit sum. Rows are output positions, columns are output channels;
 * each group is a part of its own. The input is centred on the middle of its codes; with x' = x − centre,
 *
 * <pre>    Σ (x − inputZeroPoint) · w = Σ x' · w + (centre − inputZeroPoint) · Σ w.</pre>
 */
final class PairConvolution extends VectorConvolution {
    private final Panels panels;
    private final PairWeights weights;
    private final int depth;

    /** Products that a 16-bit sum holds. */
    private final int exactDepth;

    private final int centre;

    /** For each output channel. */
    private final int[] weightSums;

    PairConvolution(ConvShape shape, Precision precision, byte[] codes) {
        super(shape, precision, shape.groups(), new PairStrips(shape, Arithmetic.centre(precision)));
        panels = Panels.of(shape.groupOutputs());
        weights = PairWeights.of(shape, panels, precision.weightBits(), codes);
        depth = strips.depth();
        exactDepth = Arithmetic.products(precision, Checks.farthest(codes, new byte[shape.outputChannels()]));
        centre = Arithmetic.centre(precision);
        weightSums = new int[shape.outputChannels()];
        for (int i = 0; i < codes.length; i++) {
            weightSums[i / shape.depth()] += codes[i];
        }
    }

    @Override
    Panels panels() {
        return panels;
    }

    @Override
    int correction(int channel, int inputZeroPoint) {
        return (centre - inputZeroPoint) * weightSums[channel];
    }

    @Override
    void reserveWeights(int elements, VectorScratch scratch) {
        scratch.reservePairWeights(elements);
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
    void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        System.arraycopy(scratch.bias, 0, scratch.sums, 0, rows * width);
        for (int from = 0; from < depth; from += exactDepth) {
            PairTiles.rows(
                    vectors,
                    scratch.ints,
                    strips.windows(),
                    position,
                    from,
                    scratch.pairWeights,
                    unpackedStart(panel) + from * vectors * LANES,
                    Math.min(exactDepth, depth - from),
                    scratch.tile,
                    width);
            PairTiles.flush(scratch.tile, scratch.sums, rows * width);
        }
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
