package dev.vernier.evaluator.graph;

/** How a convolution or pooling walks over an image. */
public record Window(Span rows, Span columns) {
    /** All values in elements; padding and dilation as in ONNX, with {@code auto_pad} already resolved. */
    public Window(
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int padTop,
            int padLeft,
            int padBottom,
            int padRight) {
        this(
                new Span(kernelHeight, strideHeight, dilationHeight, padTop, padBottom),
                new Span(kernelWidth, strideWidth, dilationWidth, padLeft, padRight));
    }

    /** A square window with the same stride and padding on all sides. */
    public static Window square(int kernel, int stride, int pad) {
        Span side = new Span(kernel, stride, 1, pad, pad);
        return new Window(side, side);
    }

    /** A window over images of one row, such as sequences are. */
    public static Window ofRow(Span columns) {
        return new Window(Span.SINGLE, columns);
    }

    /** Whether it fits images of one row that have no axis for rows. */
    boolean isOfRow() {
        return rows.equals(Span.SINGLE);
    }

    public int kernelHeight() {
        return rows.kernel();
    }

    public int kernelWidth() {
        return columns.kernel();
    }

    public int strideHeight() {
        return rows.stride();
    }

    public int strideWidth() {
        return columns.stride();
    }

    public int dilationHeight() {
        return rows.dilation();
    }

    public int dilationWidth() {
        return columns.dilation();
    }

    public int padTop() {
        return rows.padBefore();
    }

    public int padLeft() {
        return columns.padBefore();
    }

    public int padBottom() {
        return rows.padAfter();
    }

    public int padRight() {
        return columns.padAfter();
    }

    public boolean isPadded() {
        return rows.isPadded() || columns.isPadded();
    }

    /** Rows that one placement of the kernel spans, dilation included. */
    public int reachHeight() {
        return rows.reach();
    }

    /** Columns that one placement of the kernel spans, dilation included. */
    public int reachWidth() {
        return columns.reach();
    }

    /**
     * Number of output rows for {@code inputHeight} rows, rounding down; not positive when the kernel does not fit.
     *
     * @throws ArithmeticException when it does not fit 31 bits
     */
    public int outputHeight(int inputHeight) {
        return rows.outputs(inputHeight);
    }

    /** Number of output columns for {@code inputWidth} columns, as {@link #outputHeight}. */
    public int outputWidth(int inputWidth) {
        return columns.outputs(inputWidth);
    }
}
