package dev.vernier.evaluator.kernel;

import static dev.vernier.evaluator.kernel.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.Lanes.INTS;
import static dev.vernier.evaluator.kernel.Lanes.LANES;
import static dev.vernier.evaluator.kernel.Lanes.SLACK;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * How the input is laid out for {@link Tiles}. A strip holds what one row of output needs, centred on the zero point, as
 * floats: [column][kernel row][channel of the group]. The window of an output position is then one run of floats, and
 * windows that overlap share their columns, so an input value is converted only once for each kernel row. Where windows
 * do not overlap, or are dilated, every position has columns of its own.
 */
final class Strips {
    /** Floats in a block of strips: small enough to stay in the second-level cache beside the weights. */
    private static final int BLOCK = 1 << 15;

    /** More positions in a block than this gain nothing. */
    private static final int BLOCK_POSITIONS = 768;

    private static final int PADDING = -1;

    private final ConvShape shape;
    private final int[] sourceColumns;
    private final int size;
    private final int rows;
    private final int[] windows;

    Strips(ConvShape shape) {
        this.shape = shape;
        boolean sliding = shape.dilationWidth() == 1 && shape.strideWidth() < shape.kernelWidth();
        int step = sliding ? shape.strideWidth() : shape.kernelWidth();
        sourceColumns = new int[(shape.outputWidth() - 1) * step + shape.kernelWidth()];
        for (int j = 0; j < sourceColumns.length; j++) {
            int padded = sliding ? j : j / step * shape.strideWidth() + j % step * shape.dilationWidth();
            int column = padded - shape.padLeft();
            sourceColumns[j] = column >= 0 && column < shape.inputWidth() ? column : PADDING;
        }
        int columnSize = shape.kernelHeight() * shape.groupInputs();
        size = Math.multiplyExact(sourceColumns.length, columnSize);
        rows = rowsInBlock(shape.outputWidth(), size);
        windows = new int[rows * shape.outputWidth() + Tiles.ROWS];
        for (int p = 0; p < windows.length; p++) {
            int position = Math.min(p, rows * shape.outputWidth() - 1);
            windows[p] = position / shape.outputWidth() * size + position % shape.outputWidth() * step * columnSize;
        }
    }

    /** As many rows as a block holds, preferably such that their positions fill whole tiles. */
    private static int rowsInBlock(int width, int size) {
        int rows = Math.max(1, Math.min(BLOCK / size, BLOCK_POSITIONS / width));
        int whole = Tiles.ROWS;
        while (whole > 1 && (whole - 1) * width % Tiles.ROWS == 0) {
            whole--;
        }
        return rows >= whole ? rows - rows % whole : rows;
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
        return Math.multiplyExact(rows, size) + SLACK;
    }

    /**
     * Fills the strips of a block.
     *
     * @param firstRow the first output row, counted over all images
     * @param count how many rows
     */
    void fill(byte[] input, int inputZeroPoint, int group, int firstRow, int count, float[] strips) {
        for (int i = 0; i < count; i++) {
            int image = (firstRow + i) / shape.outputHeight();
            int row = (firstRow + i) % shape.outputHeight();
            fillStrip(input, inputZeroPoint, group, image, row, strips, i * size);
        }
    }

    /** Goes strictly upwards, so that what a vector writes beyond its run is overwritten by the next. */
    private void fillStrip(byte[] input, int zeroPoint, int group, int image, int row, float[] strips, int start) {
        int channels = shape.groupInputs();
        int top = row * shape.strideHeight() - shape.padTop();
        int rowSize = shape.inputWidth() * shape.inputChannels();
        int origin = image * shape.inputHeight() * rowSize + group * channels;
        int target = start;
        for (int column : sourceColumns) {
            for (int kh = 0; kh < shape.kernelHeight(); kh++) {
                int y = top + kh * shape.dilationHeight();
                if (column == PADDING || y < 0 || y >= shape.inputHeight()) {
                    Arrays.fill(strips, target, target + channels, 0f);
                } else {
                    int source = origin + y * rowSize + column * shape.inputChannels();
                    convert(input, source, zeroPoint, channels, strips, target);
                }
                target += channels;
            }
        }
    }

    /** {@code strips[target + i] = input[source + i] − zeroPoint}; may write up to a vector's length beyond. */
    private static void convert(byte[] input, int source, int zeroPoint, int count, float[] strips, int target) {
        int i = 0;
        int inside = Math.min(count, input.length - BYTES.length() + 1 - source);
        for (; i < inside; i += LANES) {
            IntVector codes = (IntVector) ByteVector.fromArray(BYTES, input, source + i)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
            ((FloatVector) codes.sub(zeroPoint).convert(VectorOperators.I2F, 0)).intoArray(strips, target + i);
        }
        for (; i < count; i++) {
            strips[target + i] = Byte.toUnsignedInt(input[source + i]) - zeroPoint;
        }
    }
}
