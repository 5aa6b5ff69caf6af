package dev.vernier.evaluator.kernel;

import static dev.vernier.evaluator.kernel.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.Lanes.INTS;
import static dev.vernier.evaluator.kernel.Lanes.LANES;
import static dev.vernier.evaluator.kernel.Lanes.SLACK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A convolution as products of matrices: rows are output positions, flattened over all images, columns are output
 * channels. It goes through the positions in blocks, lays out the input of a block as {@link Strips}, multiplies tile by
 * tile and finishes each tile while it is in the cache. Groups are convolutions side by side.
 */
final class DenseConvolution implements Convolution {
    /** Longest sum of 8-bit products that a float holds exactly: 512 · 255 · 128 < 2²⁴. */
    static final int EXACT_DEPTH = 512;

    /** Up to this many rows single rows are faster than a tile with unused ones. */
    private static final int FEW_ROWS = 3;

    private final ConvShape shape;
    private final Strips strips;
    private final Panels[] groups;

    DenseConvolution(ConvShape shape, byte[] weights) {
        this.shape = shape;
        strips = new Strips(shape);
        groups = new Panels[shape.groups()];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = Panels.of(shape, weights, g);
        }
    }

    @Override
    public ConvShape shape() {
        return shape;
    }

    @Override
    public void run(
            int images, byte[] input, int inputZeroPoint, Epilogue.ToCodes epilogue, byte[] output, Scratch scratch) {
        Checks.requireCall(shape, images, input, inputZeroPoint, epilogue, output.length);
        run(images, input, inputZeroPoint, epilogue, Finish.ToCodes.of(epilogue, output), scratch);
    }

    @Override
    public void run(
            int images, byte[] input, int inputZeroPoint, Epilogue.ToFloats epilogue, float[] output, Scratch scratch) {
        Checks.requireCall(shape, images, input, inputZeroPoint, epilogue, output.length);
        Finish finish = new Finish.ToFloats(epilogue.low(), epilogue.high(), output);
        run(images, input, inputZeroPoint, epilogue, finish, scratch);
    }

    private void run(int images, byte[] input, int inputZeroPoint, Epilogue epilogue, Finish finish, Scratch scratch) {
        scratch.require(strips.floats(), Tiles.ROWS * shape.groupOutputs() + (Tiles.MAX_VECTORS + 1) * SLACK);
        int rows = images * shape.outputHeight();
        for (int group = 0; group < shape.groups(); group++) {
            spreadChannels(epilogue, group, scratch);
            for (int row = 0; row < rows; row += strips.rows()) {
                int count = Math.min(strips.rows(), rows - row);
                strips.fill(input, inputZeroPoint, group, row, count, scratch.strips);
                block(group, row * shape.outputWidth(), count * shape.outputWidth(), finish, scratch);
            }
        }
    }

    /** Repeats the biases and multipliers of a group for every row of a tile, so that a tile is finished as one run. */
    private void spreadChannels(Epilogue epilogue, int group, Scratch scratch) {
        int outputs = shape.groupOutputs();
        for (int row = 0; row < Tiles.ROWS; row++) {
            System.arraycopy(epilogue.bias(), group * outputs, scratch.bias, row * outputs, outputs);
            System.arraycopy(epilogue.multiplier(), group * outputs, scratch.multipliers, row * outputs, outputs);
        }
    }

    private void block(int group, int firstPosition, int positions, Finish finish, Scratch scratch) {
        int outputs = shape.groupOutputs();
        for (int p = 0; p < positions; p += Tiles.ROWS) {
            int rows = Math.min(Tiles.ROWS, positions - p);
            int[] base = sums(groups[group], p, rows, scratch);
            int at = (firstPosition + p) * shape.outputChannels() + group * outputs;
            if (shape.groups() == 1) {
                finish.apply(scratch.tile, base, scratch.multipliers, 0, rows * outputs, at);
            } else {
                for (int r = 0; r < rows; r++) {
                    int to = at + r * shape.outputChannels();
                    finish.apply(scratch.tile, base, scratch.multipliers, r * outputs, outputs, to);
                }
            }
        }
    }

    /** Leaves the sums of a tile, all but those in the returned array, in the scratch's tile. */
    private int[] sums(Panels panels, int position, int rows, Scratch scratch) {
        int depth = shape.depth();
        if (depth <= EXACT_DEPTH) {
            product(panels, position, rows, 0, depth, scratch);
            return scratch.bias;
        }
        int count = rows * shape.groupOutputs();
        System.arraycopy(scratch.bias, 0, scratch.accumulators, 0, count);
        for (int from = 0; from < depth; from += EXACT_DEPTH) {
            product(panels, position, rows, from, Math.min(EXACT_DEPTH, depth - from), scratch);
            if (from + EXACT_DEPTH < depth) {
                accumulate(scratch.tile, scratch.accumulators, count);
            }
        }
        return scratch.accumulators;
    }

    /** The last panel goes first: what it writes beyond a row is overwritten by the first panel of the next row. */
    private void product(Panels panels, int position, int rows, int from, int depth, Scratch scratch) {
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

    private static void row(Panels panels, int window, int from, int depth, Scratch scratch, int column) {
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
