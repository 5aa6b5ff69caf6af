package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.ConvShape;
import java.lang.foreign.MemorySegment;

/**
 * How the input is laid out for the tiles. A strip holds what one row of output needs: [column][kernel row][channel of
 * the part]. The window of an output position is then one run of elements, and windows that overlap share their columns,
 * so that an input value is converted only once for each kernel row. Where windows do not overlap, or are dilated, every
 * position has columns of its own. What an element is, the subclass says.
 */
abstract sealed class Strips permits FloatStrips, PairStrips, BitStrips {
    /** Elements in a block of strips: small enough to stay in the second-level cache beside the weights. */
    private static final int BLOCK = 1 << 15;

    /** More positions in a block than this gain nothing. */
    private static final int BLOCK_POSITIONS = 768;

    final ConvShape shape;

    /** Elements of one column of a strip. */
    final int columnSize;

    /** Where the codes of a column begin, counted from the start of a row of padded input. */
    final int[] columns;

    /** Elements of one padded row of input, and of one strip. */
    final int rowSize;

    private final int size;

    /** Output rows in a block. */
    private final int rows;

    private final boolean padded;

    /** The most bytes that {@link #convert} reads behind the codes it needs. */
    private final int overread;

    private final int[] windows;

    /**
     * @param columnSize elements of one column
     * @param layers how many blocks of strips lie one behind the other
     */
    Strips(ConvShape shape, int columnSize, int layers, int overread) {
        this.shape = shape;
        this.columnSize = columnSize;
        this.overread = overread;
        boolean sliding = shape.dilationWidth() == 1 && shape.strideWidth() < shape.kernelWidth();
        int step = sliding ? shape.strideWidth() : shape.kernelWidth();
        columns = new int[(shape.outputWidth() - 1) * step + shape.kernelWidth()];
        for (int j = 0; j < columns.length; j++) {
            int x = sliding ? j : j / step * shape.strideWidth() + j % step * shape.dilationWidth();
            columns[j] = Math.multiplyExact(x, shape.inputChannels());
        }
        int width = columns[columns.length - 1] + shape.inputChannels();
        int imageRow = shape.inputWidth() * shape.inputChannels();
        padded = shape.padTop() > 0
                || shape.padLeft() > 0
                || inputRows(shape.outputHeight()) > shape.inputHeight()
                || width > imageRow;
        rowSize = padded ? width : imageRow;
        size = Math.multiplyExact(columns.length, columnSize);
        rows = rowsInBlock(shape.outputWidth(), Math.multiplyExact(size, layers));
        windows = windows(step * columnSize);
    }

    /** As many rows as a block holds, preferably such that their positions fill whole tiles. */
    private static int rowsInBlock(int width, int size) {
        int rows = Math.max(1, Math.min(BLOCK / size, BLOCK_POSITIONS / width));
        int whole = 1;
        while (whole * width % VectorConvolution.ROWS != 0) {
            whole++;
        }
        return rows >= whole ? rows - rows % whole : rows;
    }

    private int[] windows(int step) {
        int[] starts = new int[rows * shape.outputWidth() + VectorConvolution.ROWS];
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
    final int rows() {
        return rows;
    }

    /** Where the window of each position of a block begins; a tile's worth of valid ones follows the last position. */
    final int[] windows() {
        return windows;
    }

    /** Elements of one window: a number of columns. */
    final int depth() {
        return shape.kernelWidth() * columnSize;
    }

    /** Elements of a block. */
    final int elements() {
        return Math.multiplyExact(rows, size);
    }

    /** Makes the scratch hold a block. */
    void reserve(VectorScratch scratch) {
        int inputRows = inputRows(Math.min(rows, shape.outputHeight()));
        scratch.reservePadded(Math.multiplyExact(inputRows, rowSize) + overread);
    }

    /**
     * Fills the strips of a block.
     *
     * @param firstChannel the first channel of the part
     * @param firstRow the first output row, counted over all images
     * @param count how many rows
     */
    final void fill(
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
            if (padded || first + inputRows(part) * rowSize > input.byteSize() - overread) {
                pad(input, (byte) inputZeroPoint, image, top, inputRows(part), scratch.padded);
                source = scratch.padded;
                first = 0;
            }
            for (int i = 0; i < part; i++) {
                int from = first + i * shape.strideHeight() * rowSize + firstChannel;
                convert(source, from, inputZeroPoint, scratch, (done + i) * size);
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

    /**
     * Fills one strip.
     *
     * @param from where the part's codes begin in the strip's first row of padded input
     * @param to the strip's first element
     */
    abstract void convert(MemorySegment codes, int from, int zeroPoint, VectorScratch scratch, int to);

    /**
     * Copies of whole vectors that bring the codes of one strip into the order of its elements. They go strictly
     * upwards, so that what a vector writes beyond its channels is overwritten by the next.
     *
     * @param sources vector by vector: where its codes are, counted from the part's codes in the first row
     * @param targets vector by vector: where its first element goes
     */
    record Moves(int[] sources, int[] targets) {
        /**
         * @param channels of the part
         * @param codes in one vector
         * @param elements in one vector
         * @param cell elements from one kernel row of a column to the next
         * @param scale how many of those elements fit one of the strip
         */
        static Moves of(Strips strips, int channels, int codes, int elements, int cell, int scale) {
            ConvShape shape = strips.shape;
            int vectors = Math.ceilDiv(channels, codes);
            int[] sources = new int[strips.columns.length * shape.kernelHeight() * vectors];
            int[] targets = new int[sources.length];
            for (int i = 0; i < sources.length; i++) {
                int vector = i % vectors;
                int row = i / vectors % shape.kernelHeight();
                int column = i / vectors / shape.kernelHeight();
                sources[i] = row * shape.dilationHeight() * strips.rowSize + strips.columns[column] + vector * codes;
                targets[i] = column * strips.columnSize * scale + row * cell + vector * elements;
            }
            return new Moves(sources, targets);
        }

        int count() {
            return sources.length;
        }
    }
}
