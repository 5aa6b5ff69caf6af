package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;

/**
 * What the fast convolutions share: they go through the output positions of all images in blocks, lay out the input of a
 * block as {@link Strips}, sum tile by tile, and finish each tile while it is in the cache. A part is a set of output
 * channels that is computed from input channels of its own; a panel is a set of neighbouring channels of a part whose
 * weights stay in the cache while all positions of the block are computed.
 */
abstract sealed class VectorConvolution implements Convolution
        permits FloatSums, PairSums, BitConvolution, DepthwiseConvolution {
    /** Output positions of one tile. */
    static final int ROWS = 6;

    /** Most vectors of columns in one panel: 24 sums fill 32 registers, 12 fill 16. */
    static final int MAX_VECTORS = Lanes.WIDE ? 4 : 2;

    /** Up to this many rows single rows are faster than a tile with unused ones. */
    static final int FEW_ROWS = 3;

    /** Unpacked weights of up to so many elements are kept for a whole call; those of a larger part panel by panel. */
    private static final int KEPT = 1 << 18;

    final ConvShape shape;
    final Strips strips;
    private final Precision precision;
    private final int parts;
    private final int partInputs;
    private final int partOutputs;

    VectorConvolution(ConvShape shape, Precision precision, int parts, Strips strips) {
        this.shape = shape;
        this.precision = precision;
        this.parts = parts;
        this.strips = strips;
        partInputs = shape.inputChannels() / parts;
        partOutputs = shape.outputChannels() / parts;
    }

    /** The panels of every part. */
    abstract Panels panels();

    /** Makes the scratch hold so many unpacked weights. */
    abstract void reserveWeights(int elements, VectorScratch scratch);

    /**
     * Elements of the unpacked weights of one vector of columns; 0 where weights are computed with as they lie. Those of
     * a part follow each other in the order of its columns.
     */
    abstract int unpackedDepth();

    /** Unpacks the weights of a panel. */
    abstract void unpack(int part, int panel, VectorScratch scratch);

    /**
     * Sums the tile whose first row is the block's output position {@code position}, beginning with the scratch's
     * biases. Rows follow each other without a gap; what lies behind the last is undefined.
     */
    abstract void sum(int part, int panel, int position, int rows, VectorScratch scratch);

    /** Sums the rows of a block that has at most {@link #FEW_ROWS}, with weights that were not unpacked. */
    abstract void sumFew(int part, int panel, int rows, VectorScratch scratch);

    /** What sums of raw codes lack: added to the bias of an output channel. */
    abstract int correction(int channel, int inputZeroPoint, VectorScratch scratch);

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
        Checks.requireCall(shape, precision, images, input, inputZeroPoint, epilogue, output);
        run(images, input, inputZeroPoint, epilogue, Finish.of(epilogue, output), (VectorScratch) scratch);
    }

    private void run(
            int images,
            MemorySegment input,
            int inputZeroPoint,
            Epilogue epilogue,
            Finish finish,
            VectorScratch scratch) {
        strips.reserve(scratch);
        scratch.reserveTile(ROWS * panels().widest() + MAX_VECTORS * LANES);
        reserveWeights((keepsPart() ? panels().padded() : panels().widest()) * unpackedDepth(), scratch);
        int rows = images * shape.outputHeight();
        for (int part = 0; part < parts; part++) {
            if (keepsPart() && rows * shape.outputWidth() > FEW_ROWS) {
                unpackPart(part, scratch);
            }
            for (int row = 0; row < rows; row += strips.rows()) {
                int count = Math.min(strips.rows(), rows - row);
                int firstPosition = row * shape.outputWidth();
                int positions = count * shape.outputWidth();
                strips.fill(input, inputZeroPoint, part * partInputs, row, count, scratch);
                for (int panel = 0; panel < panels().count(); panel++) {
                    int tileRows = Math.min(ROWS, positions);
                    spreadChannels(part, panel, tileRows, inputZeroPoint, epilogue, scratch);
                    block(part, panel, firstPosition, positions, finish, scratch);
                }
            }
        }
    }

    private boolean keepsPart() {
        return (long) unpackedDepth() * panels().padded() <= KEPT;
    }

    private void unpackPart(int part, VectorScratch scratch) {
        for (int panel = 0; panel < panels().count(); panel++) {
            unpack(part, panel, scratch);
        }
    }

    /** Where the unpacked weights of a panel begin. */
    final int unpackedStart(int panel) {
        return keepsPart() ? panels().column(panel) * unpackedDepth() : 0;
    }

    /** Repeats the biases and multipliers of a panel for every row of a tile, so that a tile is finished as one run. */
    private void spreadChannels(
            int part, int panel, int rows, int inputZeroPoint, Epilogue epilogue, VectorScratch scratch) {
        int first = part * partOutputs + panels().column(panel);
        int width = panels().width(panel);
        for (int c = 0; c < width; c++) {
            scratch.bias[c] = correction(first + c, inputZeroPoint, scratch);
        }
        switch (epilogue) {
            case Epilogue.Scaled scaled -> spreadScaling(scaled, first, width, rows, scratch);
            case Epilogue.ToJoin join -> spreadScaling(join.codes(), first, width, rows, scratch);
            case Epilogue.ToSums _ -> {}
        }
        for (int row = 1; row < rows; row++) {
            System.arraycopy(scratch.bias, 0, scratch.bias, row * width, width);
        }
    }

    private static void spreadScaling(Epilogue.Scaled scaled, int first, int width, int rows, VectorScratch scratch) {
        for (int c = 0; c < width; c++) {
            scratch.bias[c] += scaled.bias()[first + c];
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(scaled.multiplier(), first, scratch.multipliers, row * width, width);
        }
    }

    private void block(int part, int panel, int firstPosition, int positions, Finish finish, VectorScratch scratch) {
        if (positions <= FEW_ROWS) {
            sumFew(part, panel, positions, scratch);
            finish(part, panel, firstPosition, positions, finish, scratch);
            return;
        }
        if (!keepsPart()) {
            unpack(part, panel, scratch);
        }
        for (int p = 0; p < positions; p += ROWS) {
            int rows = Math.min(ROWS, positions - p);
            sum(part, panel, p, rows, scratch);
            finish(part, panel, firstPosition + p, rows, finish, scratch);
        }
    }

    private void finish(int part, int panel, int position, int rows, Finish finish, VectorScratch scratch) {
        int outputs = shape.outputChannels();
        int width = panels().width(panel);
        int at = position * outputs + part * partOutputs + panels().column(panel);
        if (width == outputs) {
            finish.apply(scratch.sums, scratch.multipliers, 0, rows * width, at);
            return;
        }
        for (int r = 0; r < rows; r++) {
            finish.apply(scratch.sums, scratch.multipliers, r * width, width, at + r * outputs);
        }
    }
}
