package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What the fast convolutions share: they go through the output positions of all images in blocks, lay out the input of a
 * block as {@link Strips}, sum tile by tile, and finish each tile while it is in the cache. A part is a set of output
 * channels that is computed by itself.
 */
abstract sealed class VectorConvolution implements Convolution permits DenseConvolution, DepthwiseConvolution {
    /** Longest sum of 8-bit products that a float holds exactly: 512 · 255 · 128 < 2²⁴. */
    private static final int EXACT_DEPTH = 512;

    /** The same for weights far from their zero points: 256 · 255 · 255 < 2²⁴. */
    private static final int EXACT_ASYMMETRIC_DEPTH = 256;

    final ConvShape shape;
    final Strips strips;
    private final int parts;
    private final int partInputs;
    private final int partOutputs;

    VectorConvolution(ConvShape shape, int parts) {
        this.shape = shape;
        this.parts = parts;
        partInputs = shape.inputChannels() / parts;
        partOutputs = shape.outputChannels() / parts;
        strips = new Strips(shape, partInputs);
    }

    /** Longest sum of products with these weights that a float holds exactly. */
    static int exactDepth(byte[] weights, byte[] zeroPoints) {
        return Checks.farthest(weights, zeroPoints) <= 128 ? EXACT_DEPTH : EXACT_ASYMMETRIC_DEPTH;
    }

    /**
     * Sums the tile whose first row is the block's output position {@code position}.
     *
     * @return what is still to be added to the scratch's tile, element by element: the biases or accumulators
     */
    abstract int[] sum(int part, int position, int rows, VectorScratch scratch);

    @Override
    public final ConvShape shape() {
        return shape;
    }

    @Override
    public final void run(
            int images,
            MemorySegment input,
            int inputZeroPoint,
            Epilogue epilogue,
            MemorySegment output,
            Scratch scratch) {
        Checks.requireCall(shape, images, input, inputZeroPoint, epilogue, output);
        run(images, input, inputZeroPoint, epilogue, Finish.of(epilogue, output), (VectorScratch) scratch);
    }

    private void run(
            int images,
            MemorySegment input,
            int inputZeroPoint,
            Epilogue epilogue,
            Finish finish,
            VectorScratch scratch) {
        scratch.require(strips.bytes(), strips.floats(), Tiles.elements(partOutputs));
        int rows = images * shape.outputHeight();
        for (int part = 0; part < parts; part++) {
            spreadChannels(epilogue, part * partOutputs, scratch);
            for (int row = 0; row < rows; row += strips.rows()) {
                int count = Math.min(strips.rows(), rows - row);
                strips.fill(input, inputZeroPoint, part * partInputs, row, count, scratch);
                block(part, row * shape.outputWidth(), count * shape.outputWidth(), finish, scratch);
            }
        }
    }

    /** Repeats the biases and multipliers of a part for every row of a tile, so that a tile is finished as one run. */
    private void spreadChannels(Epilogue epilogue, int firstChannel, VectorScratch scratch) {
        switch (epilogue) {
            case Epilogue.Scaled scaled -> {
                for (int to = 0; to < Tiles.ROWS * partOutputs; to += partOutputs) {
                    System.arraycopy(scaled.bias(), firstChannel, scratch.bias, to, partOutputs);
                    System.arraycopy(scaled.multiplier(), firstChannel, scratch.multipliers, to, partOutputs);
                }
            }
            case Epilogue.ToSums _ -> Arrays.fill(scratch.bias, 0, Tiles.ROWS * partOutputs, 0);
        }
    }

    private void block(int part, int firstPosition, int positions, Finish finish, VectorScratch scratch) {
        for (int p = 0; p < positions; p += Tiles.ROWS) {
            int rows = Math.min(Tiles.ROWS, positions - p);
            int[] base = sum(part, p, rows, scratch);
            int at = (firstPosition + p) * shape.outputChannels() + part * partOutputs;
            if (parts == 1) {
                finish.apply(scratch.tile, base, scratch.multipliers, 0, rows * partOutputs, at);
            } else {
                for (int r = 0; r < rows; r++) {
                    int to = at + r * shape.outputChannels();
                    finish.apply(scratch.tile, base, scratch.multipliers, r * partOutputs, partOutputs, to);
                }
            }
        }
    }
}
