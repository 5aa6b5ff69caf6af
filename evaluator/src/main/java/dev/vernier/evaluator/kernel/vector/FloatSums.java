package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;

/**
 * A product of matrices in 32-bit floating point, which holds the sums of a few hundred products of 8-bit codes exactly.
 * Rows are output positions, columns are output channels; each group is a part of its own. Weights are kept in a byte each
 * and unpacked panel by panel.
 */
abstract sealed class FloatSums extends VectorConvolution permits FloatConvolution, FloatProduct {
    /** Longest sum of 8-bit products that a float holds exactly: 512 · 255 · 128 < 2²⁴. */
    static final int EXACT_DEPTH = 512;

    /** The same for weights far from their zero points: 256 · 255 · 255 < 2²⁴. */
    static final int EXACT_ASYMMETRIC_DEPTH = 256;

    final Panels panels;

    /** Longest sum of products with these weights that a float holds exactly. */
    final int exactDepth;

    FloatSums(ConvShape shape, Precision precision, int exactDepth) {
        super(shape, precision, shape.groups(), new FloatStrips(shape, shape.groupInputs()));
        panels = Panels.of(shape.groupOutputs());
        this.exactDepth = exactDepth;
    }

    @Override
    final Panels panels() {
        return panels;
    }

    @Override
    final int correction(int channel, int inputZeroPoint, VectorScratch scratch) {
        return 0;
    }

    @Override
    final void reserveWeights(int elements, VectorScratch scratch) {
        scratch.reserveFloatWeights(elements);
    }

    @Override
    final int unpackedDepth() {
        return shape.depth();
    }

    /** Unpacks the weights of a panel, less their zero points. */
    final void unpack(byte[] weights, float[] zeroPoints, int panel, VectorScratch scratch) {
        int column = panels.column(panel);
        int step = panels.vectors(panel) * LANES;
        for (int v = 0; v < step; v += LANES) {
            FloatTiles.unpack(
                    weights,
                    column * shape.depth() + v,
                    scratch.floatWeights,
                    unpackedStart(panel) + v,
                    step,
                    shape.depth(),
                    zeroPoints,
                    column + v);
        }
    }

    @Override
    final void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        int[] base = scratch.bias;
        for (int from = 0; from < shape.depth(); from += exactDepth) {
            int depth = Math.min(exactDepth, shape.depth() - from);
            int panelStart = unpackedStart(panel) + from * vectors * LANES;
            if (rows <= FEW_ROWS) {
                for (int r = 0; r < rows; r++) {
                    int window = strips.windows()[position + r] + from;
                    FloatTiles.row(
                            vectors,
                            scratch.floats,
                            window,
                            scratch.floatWeights,
                            panelStart,
                            depth,
                            scratch.floatTile,
                            r * width);
                }
            } else {
                FloatTiles.rows(
                        vectors,
                        scratch.floats,
                        strips.windows(),
                        position,
                        from,
                        scratch.floatWeights,
                        panelStart,
                        depth,
                        scratch.floatTile,
                        width);
            }
            FloatTiles.add(scratch.floatTile, base, scratch.sums, rows * width);
            base = scratch.sums;
        }
    }

    /** Sums few rows with weights without zero points as they are packed. */
    final void sumFew(byte[] weights, int panel, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        int[] base = scratch.bias;
        for (int from = 0; from < shape.depth(); from += exactDepth) {
            int depth = Math.min(exactDepth, shape.depth() - from);
            int first = panels.column(panel) * shape.depth() + from * vectors * LANES;
            for (int r = 0; r < rows; r++) {
                int window = strips.windows()[r] + from;
                FloatTiles.row(vectors, scratch.floats, window, weights, first, depth, scratch.floatTile, r * width);
            }
            FloatTiles.add(scratch.floatTile, base, scratch.sums, rows * width);
            base = scratch.sums;
        }
    }
}
