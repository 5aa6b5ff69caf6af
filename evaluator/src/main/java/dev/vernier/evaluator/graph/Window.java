package dev.vernier.evaluator.graph;

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
    }

    /** A square window with the same stride and padding on all sides. */
    public static Window square(int kernel, int stride, int pad) {
        return new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
    }

    /** Number of output rows for {@code inputHeight} rows, rounding down; not positive when the kernel does not fit. */
    public int outputHeight(int inputHeight) {
        return outputExtent(inputHeight + padTop + padBottom, dilationHeight * (kernelHeight - 1) + 1, strideHeight);
    }

    /** Number of output columns for {@code inputWidth} columns, rounding down. */
    public int outputWidth(int inputWidth) {
        return outputExtent(inputWidth + padLeft + padRight, dilationWidth * (kernelWidth - 1) + 1, strideWidth);
    }

    private static int outputExtent(int padded, int reach, int stride) {
        return Math.floorDiv(padded - reach, stride) + 1;
    }
}
