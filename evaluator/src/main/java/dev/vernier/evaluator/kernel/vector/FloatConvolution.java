package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;

/**
 * A convolution as a product of matrices in 32-bit floating point, which holds the sums of a few hundred products of
 * 8-bit codes exactly. Rows are output positions, columns are output channels; each group is a part of its own. Weights
 * are kept in a byte each and unpacked panel by panel.
 */
final class FloatConvolution extends VectorConvolution {
    /** Longest sum of 8-bit products that a float holds exactly: 512 · 255 · 128 < 2²⁴. */
    private static final int EXACT_DEPTH = 512;

    /** The same for weights far from their zero points: 256 · 255 · 255 < 2²⁴. */
    private static final int EXACT_ASYMMETRIC_DEPTH = 256;

    private final Panels panels;

    /** Group by group, panel after panel. */
    private final byte[][] weights;

    /** Group by group, for each column of the panels. */
    private final float[][] zeroPoints;

    private final boolean symmetric;
    private final int exactDepth;

    FloatConvolution(ConvShape shape, Precision precision, byte[] codes, byte[] zeroPoints) {
        super(shape, precision, shape.groups(), new FloatStrips(shape, shape.groupInputs()));
        panels = Panels.of(shape.groupOutputs());
        exactDepth = exactDepth(codes, zeroPoints);
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
    Panels panels() {
        return panels;
    }

    @Override
    int correction(int channel, int inputZeroPoint) {
        return 0;
    }

    @Override
    void reserve(VectorScratch scratch) {
        scratch.reserveFloatWeights(shape.depth() * panels.widest());
    }

    @Override
    void load(int part, int panel, VectorScratch scratch) {
        int column = panels.column(panel);
        int step = panels.vectors(panel) * LANES;
        for (int v = 0; v < step; v += LANES) {
            FloatTiles.unpack(
                    weights[part],
                    column * shape.depth() + v,
                    scratch.floatWeights,
                    v,
                    step,
                    shape.depth(),
                    zeroPoints[part],
                    column + v);
        }
    }

    @Override
    void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        int[] base = scratch.bias;
        for (int from = 0; from < shape.depth(); from += exactDepth) {
            int depth = Math.min(exactDepth, shape.depth() - from);
            FloatTiles.rows(
                    vectors,
                    scratch.floats,
                    strips.windows(),
                    position,
                    from,
                    scratch.floatWeights,
                    from * vectors * LANES,
                    depth,
                    scratch.floatTile,
                    width);
            FloatTiles.add(scratch.floatTile, base, scratch.sums, rows * width);
            base = scratch.sums;
        }
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        if (!symmetric) {
            load(part, panel, scratch);
            sum(part, panel, 0, rows, scratch);
            return;
        }
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        int[] base = scratch.bias;
        for (int from = 0; from < shape.depth(); from += exactDepth) {
            int depth = Math.min(exactDepth, shape.depth() - from);
            int first = panels.column(panel) * shape.depth() + from * vectors * LANES;
            for (int r = 0; r < rows; r++) {
                int window = strips.windows()[r] + from;
                FloatTiles.row(
                        vectors, scratch.floats, window, weights[part], first, depth, scratch.floatTile, r * width);
            }
            FloatTiles.add(scratch.floatTile, base, scratch.sums, rows * width);
            base = scratch.sums;
        }
    }
}
