package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;

/**
 * A product of matrices in 16-bit integers, twice as many to a vector as floats: for widths whose products are small
 * enough that many of them fit a 16-bit sum. Rows are output positions, columns are output channels; each group is a part
 * of its own. The input is centred on the middle of its codes; with x' = x − centre,
 *
 * <pre>    Σ (x − inputZeroPoint) · w = Σ x' · w + (centre − inputZeroPoint) · Σ w.</pre>
 */
abstract sealed class PairSums extends VectorConvolution permits PairConvolution, PairProduct {
    final Panels panels;

    /** Pairs of products in a sum. */
    final int depth;

    /** Products that a 16-bit sum holds. */
    private final int exactDepth;

    private final int centre;

    /** @param largestWeight the farthest that a weight is from 0 */
    PairSums(ConvShape shape, Precision precision, int largestWeight) {
        super(shape, precision, shape.groups(), new PairStrips(shape, Arithmetic.centre(precision)));
        panels = Panels.of(shape.groupOutputs());
        depth = strips.depth();
        exactDepth = Arithmetic.products(precision, largestWeight);
        centre = Arithmetic.centre(precision);
    }

    /** The sum of an output channel's weights. */
    abstract int weightSum(int channel, VectorScratch scratch);

    @Override
    final Panels panels() {
        return panels;
    }

    @Override
    final int correction(int channel, int inputZeroPoint, VectorScratch scratch) {
        return (centre - inputZeroPoint) * weightSum(channel, scratch);
    }

    @Override
    final void reserveWeights(int elements, VectorScratch scratch) {
        scratch.reservePairWeights(elements);
    }

    @Override
    final void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
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
}
