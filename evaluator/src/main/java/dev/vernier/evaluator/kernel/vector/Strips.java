package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * How the input is laid out for {@link Tiles}. A strip holds what one row of output needs, centred on the zero point, as
 * floats: [column][kernel row][channel of the part]. The window of an output position is then one run of floats, and
 * windows that overlap share their columns, so that an input value is converted only once for each kernel row. Where
 * windows do not overlap, or are dilated, every position has columns of its own.
 */
final class Strips {
    /** Floats in a block of strips: small enough to stay in the second-level cache beside the weights. */
    private static final int BLOCK = 1 << 15;

    /** More positions in a block than this gain nothing. */
    private static final int BLOCK_POSITIONS = 768;

    private final ConvShape shape;

    /** Elements of one padded row of input, and of one strip. */
    private final int rowSize;

    private final int size;

    /** Output rows in a block. */
    private final int rows;

    private final boolean padded;

    /** Vector by vector of a strip: where its codes are, counted from the strip's first row of padded input. */
    private final int[] sources;

    /** Vector by vector of a strip: where its floats go, ascending. */
    private final int[] targets;

    private final int[] windows;

    /**
     * @param channels how many neighbouring channels a strip holds
     */
    Strips(ConvShape shape, int channels) {
        this.shape = shape;
        boolean sliding = shape.dilationWidth() == 1 && shape.strideWidth() < shape.kernelWidth();
        int step = sliding ? shape.strideWidth() : shape.kernelWidth();
        int[] columns = new int[(shape.outputWidth() - 1) * step + shape.kernelWidth()];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = sliding ? j : j / step * shape.strideWidth() + j % step * shape.dilationWidth();
        }
        int width = columns[columns.length - 1] + 1;
        padded = shape.padTop() > 0
                || shape.padLeft() > 0
                || inputRows(shape.outputHeight()) > shape.inputHeight()
                || width > shape.inputWidth();
        rowSize = Math.multiplyExact(padded ? width : shape.inputWidth(), shape.inputChannels());
        int columnSize = shape.kernelHeight() * channels;
        size = Math.multiplyExact(columns.length, columnSize);
        rows = rowsInBlock(shape.outputWidth(), size);
        windows = windows(step * columnSize);
        int vectors = Math.ceilDiv(channels, LANES);
        sources = new int[columns.length * shape.kernelHeight() * vectors];
        targets = new int[sources.length];
        for (int i = 0; i < sources.length; i++) {
            int lane = i % vectors * LANES;
            int row = i / vectors % shape.kernelHeight();
            int column = i / vectors / shape.kernelHeight();
            sources[i] = row * shape.dilationHeight() * rowSize + columns[column] * shape.inputChannels() + lane;
            targets[i] = i / vectors * channels + lane;
        }
    }

    /** As many rows as a block holds, preferably such that their positions fill whole tiles. */
    private static int rowsInBlock(int width, int size) {
        int rows = Math.max(1, Math.min(BLOCK / size, BLOCK_POSITIONS / width));
        int whole = 1;
        while (whole * width % Tiles.ROWS != 0) {
            whole++;
        }
        return rows >= whole ? rows - rows % whole : rows;
    }

    private int[] windows(int step) {
        int[] starts = new int[rows * shape.outputWidth() + Tiles.ROWS];
        for (int p = 0; p < starts.length; p++) {
            int position = Math.min(p, rows * shape.outputWidth() - 1);
            starts[p] = position / shape.outputWidth() * size + position % shape.outputWidth() * step;
        }
        return starts;
    }

    /** Rows of padded input that {@code outputRows} neighbouring rows of output need. */
    private int inputRows(int outputRows) {
        return (outputRows - 1) * shape.strideHeight() + (shape.kernelHeight() - 1) * shape.dilationHeight() + 1;
    }

    /** Output rows in one block. */
    int rows() {
        return rows;
    }

    /** Where the window of each position of a block begins; a tile's worth of valid ones follows the last position. */
    int[] windows() {
        return windows;
    }

    /** Floats that a block needs. */
    int floats() {
        return Math.multiplyExact(rows, size) + LANES;
    }

    /** Bytes that the padded input of a block needs. */
    int bytes() {
        return Math.multiplyExact(inputRows(Math.min(rows, shape.outputHeight())), rowSize) + BYTES.length();
    }

    /**
     * Fills the strips of a block.
     *
     * @param firstChannel the first channel of the part
     * @param firstRow the first output row, counted over all images
     * @param count how many rows
     */
    void fill(
            MemorySegment input, int inputZeroPoint, int firstChannel, int firstRow, int count, VectorScratch scratch) {
        int done = 0;
        while (done < count) {
            int image = (firstRow + done) / shape.outputHeight();
            int row = (firstRow + done) % shape.outputHeight();
            int part = Math.min(count - done, shape.outputHeight() - row);
            int top = row * shape.strideHeight() - shape.padTop();
            int first = (image * shape.inputHeight() + top) * rowSize;
            MemorySegment source = input;
            // The last rows are copied as well where whole vectors would read beyond the input.
            if (padded || first + inputRows(part) * rowSize > input.byteSize() - BYTES.length()) {
                pad(input, (byte) inputZeroPoint, image, top, inputRows(part), scratch.padded);
                source = scratch.padded;
                first = 0;
            }
            for (int i = 0; i < part; i++) {
                int from = first + i * shape.strideHeight() * rowSize + firstChannel;
                convert(source, from, inputZeroPoint, scratch.strips, (done + i) * size);
            }
            done += part;
        }
    }

    /** Copies rows of an image, from row {@code top} on, with the zero point where there is no image. */
    private void pad(MemorySegment input, byte zeroPoint, int image, int top, int count, MemorySegment target) {
        int imageRow = shape.inputWidth() * shape.inputChannels();
        int left = Math.min(shape.padLeft() * shape.inputChannels(), rowSize);
        int inside = Math.min(imageRow, rowSize - left);
        for (int i = 0; i < count; i++) {
            int at = i * rowSize;
            int y = top + i;
            if (y < 0 || y >= shape.inputHeight()) {
                target.asSlice(at, rowSize).fill(zeroPoint);
            } else {
                target.asSlice(at, left).fill(zeroPoint);
                long from = (long) (image * shape.inputHeight() + y) * imageRow;
                MemorySegment.copy(input, from, target, at + left, inside);
                target.asSlice(at + left + inside, rowSize - left - inside).fill(zeroPoint);
            }
        }
    }

    /** Goes strictly upwards, so that what a vector writes beyond its channels is overwritten by the next. */
    private void convert(MemorySegment codes, int from, int zeroPoint, float[] strips, int to) {
        for (int i = 0; i < sources.length; i++) {
            IntVector values =
                    (IntVector) ByteVector.fromMemorySegment(BYTES, codes, from + sources[i], ByteOrder.nativeOrder())
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
            FloatVector centred = (FloatVector) values.sub(zeroPoint).convert(VectorOperators.I2F, 0);
            centred.intoArray(strips, to + targets[i]);
        }
    }
}
