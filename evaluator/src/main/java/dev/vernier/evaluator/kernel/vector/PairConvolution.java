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
    void reserve(VectorScratch scratch) {
        int steps = Math.ceilDiv(depth, weights.perElement()) * weights.perElement();
        scratch.reservePairWeights(steps * panels.widest());
    }

    @Override
    void load(int part, int panel, VectorScratch scratch) {
        int step = panels.vectors(panel) * LANES;
        int first = first(panel);
        int perElement = weights.perElement();
        for (int s = 0; s < perElement; s++) {
            for (int v = 0; v < step; v += LANES) {
                PairTiles.unpack(
                        weights,
                        s,
                        weights.groups()[part],
                        first + v,
                        step,
                        elements(s),
                        scratch.pairWeights,
                        s * step + v);
            }
        }
    }

    /** Where the elements of a panel begin. */
    private int first(int panel) {
        return panels.column(panel) * Math.ceilDiv(depth, weights.perElement());
    }

    /** Elements of a column that hold a code for step {@code step}. */
    private int elements(int step) {
        return Math.ceilDiv(depth - step, weights.perElement());
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
                    from * vectors * LANES,
                    Math.min(exactDepth, depth - from),
                    scratch.tile,
                    width);
            PairTiles.flush(scratch.tile, scratch.sums, rows * width);
        }
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        int width = panels.width(panel);
        Arrays.fill(scratch.sums, 0, rows * width, 0);
        for (int from = 0; from < elements(0); from += exactDepth) {
            int first = first(panel) + from * panels.vectors(panel) * LANES;
            for (int s = 0; s < weights.perElement(); s++) {
                int count = Math.min(exactDepth, elements(s) - from);
                for (int r = 0; r < rows; r++) {
                    PairTiles.row(
                            weights,
                            s,
                            panels.vectors(panel),
                            scratch.ints,
                            strips.windows()[r] + from * weights.perElement() + s,
                            weights.groups()[part],
                            first,
                            count,
                            scratch.tile,
                            r * width);
                }
                PairTiles.flush(scratch.tile, scratch.sums, rows * width);
            }
        }
        for (int r = 0; r < rows; r++) {
            int offset = weights.offset() == 0 ? 0 : weights.offset() * windowSum(scratch.ints, strips.windows()[r]);
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
