package dev.vernier.evaluator.graph;

import java.util.stream.IntStream;

/**
 * How a convolution or pooling walks over an image. All values in elements; padding and dilation as in ONNX, with
 * {@code auto_pad} already resolved.
 */
public record Window(
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
    /** The largest value of any component: far beyond any use, and no sum or product of two overflows. */
    public static final int LIMIT = 1 << 15;

    public Window {
        if (kernelHeight < 1 || kernelWidth < 1) {
            throw new IllegalArgumentException("kernel " + kernelHeight + "×" + kernelWidth + " is empty");
        }
        if (strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("strides and dilations must be at least 1");
        }
        if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
            throw new IllegalArgumentException("padding must not be negative");
        }
        int largest = IntStream.of(
                        kernelHeight,
                        kernelWidth,
                        strideHeight,
                        strideWidth,
                        dilationHeight,
                        dilationWidth,
                        padTop,
                        padLeft,
                        padBottom,
                        padRight)
                .max()
                .getAsInt();
        if (largest > LIMIT) {
            throw new IllegalArgumentException("a window with an extent of " + largest + " is too large");
        }
    }

    /** A square window with the same stride and padding on all sides. */
    public static Window square(int kernel, int stride, int pad) {
        return new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
    }

    public boolean isPadded() {
        return padTop > 0 || padLeft > 0 || padBottom > 0 || padRight > 0;
    }

    /** Rows that one placement of the kernel spans, dilation included. */
    public int reachHeight() {
        return dilationHeight * (kernelHeight - 1) + 1;
    }

    /** Columns that one placement of the kernel spans, dilation included. */
    public int reachWidth() {
        return dilationWidth * (kernelWidth - 1) + 1;
    }

    /**
     * Number of output rows for {@code inputHeight} rows, rounding down; not positive when the kernel does not fit.
     *
     * @throws ArithmeticException when it does not fit 31 bits
     */
    public int outputHeight(int inputHeight) {
        return outputExtent((long) inputHeight + padTop + padBottom, reachHeight(), strideHeight);
    }

    /** Number of output columns for {@code inputWidth} columns, as {@link #outputHeight}. */
    public int outputWidth(int inputWidth) {
        return outputExtent((long) inputWidth + padLeft + padRight, reachWidth(), strideWidth);
    }

    private static int outputExtent(long padded, long reach, int stride) {
        return Math.toIntExact(Math.floorDiv(padded - reach, stride) + 1);
    }
}
