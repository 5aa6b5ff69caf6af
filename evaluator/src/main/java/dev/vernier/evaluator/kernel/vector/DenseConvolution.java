package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A convolution as a product of matrices: rows are output positions, columns are output channels. Each group is a part
 * of its own.
 */
final class DenseConvolution extends VectorConvolution {
    /** Up to this many rows single rows are faster than a tile with unused ones. */
    private static final int FEW_ROWS = 3;

    private final Panels[] groups;
    private final int exactDepth;

    DenseConvolution(ConvShape shape, byte[] weights, byte[] zeroPoints) {
        super(shape, shape.groups());
        exactDepth = exactDepth(weights, zeroPoints);
        groups = new Panels[shape.groups()];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = Panels.of(shape, weights, zeroPoints, g);
        }
    }

    @Override
    int[] sum(int part, int position, int rows, VectorScratch scratch) {
        int depth = shape.depth();
        if (depth <= exactDepth) {
            product(groups[part], position, rows, 0, depth, scratch);
            return scratch.bias;
        }
        int count = rows * shape.groupOutputs();
        System.arraycopy(scratch.bias, 0, scratch.accumulators, 0, count);
        for (int from = 0; from < depth; from += exactDepth) {
            product(groups[part], position, rows, from, Math.min(exactDepth, depth - from), scratch);
            if (from + exactDepth < depth) {
                accumulate(scratch.tile, scratch.accumulators, count);
            }
        }
        return scratch.accumulators;
    }

    /** The last panel goes first: what it writes beyond a row is overwritten by the first panel of the next row. */
    private void product(Panels panels, int position, int rows, int from, int depth, VectorScratch scratch) {
        int stride = shape.groupOutputs();
        int[] windows = strips.windows();
        if (rows <= FEW_ROWS) {
            for (int r = 0; r < rows; r++) {
                row(panels, windows[position + r] + from, from, depth, scratch, r * stride);
            }
            return;
        }
        for (int p = panels.count() - 1; p >= 0; p--) {
            int vectors = panels.vectors()[p];
            int panel = panels.starts()[p] + from * vectors * LANES;
            int column = panels.columns()[p];
            Tiles.rows(
                    vectors,
                    scratch.strips,
                    windows,
                    position,
                    from,
                    panels.data(),
                    panel,
                    depth,
                    scratch.tile,
                    column,
                    stride);
        }
    }

    private static void row(Panels panels, int window, int from, int depth, VectorScratch scratch, int column) {
        for (int p = 0; p < panels.count(); p++) {
            int vectors = panels.vectors()[p];
            int panel = panels.starts()[p] + from * vectors * LANES;
            for (int v = 0; v < vectors; v++) {
                int to = column + panels.columns()[p] + v * LANES;
                Tiles.row(scratch.strips, window, panels.data(), panel + v * LANES, vectors, depth, scratch.tile, to);
            }
        }
    }

    private static void accumulate(float[] tile, int[] accumulators, int count) {
        for (int i = 0; i < count; i += LANES) {
            IntVector sums = (IntVector) FloatVector.fromArray(FLOATS, tile, i).convert(VectorOperators.F2I, 0);
            sums.add(IntVector.fromArray(INTS, accumulators, i)).intoArray(accumulators, i);
        }
    }
}
