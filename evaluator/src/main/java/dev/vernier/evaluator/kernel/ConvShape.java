package dev.vernier.evaluator.kernel;

/**
 * The shape of a convolution over one NHWC image. Padding at the bottom and on the right is whatever the output extents
 * ask for.
 *
 * @param inputHeight rows of the input, in elements; likewise the other extents
 * @param inputChannels channels of the input over all groups
 * @param outputChannels channels of the output over all groups
 * @param padTop rows of padding above the image
 * @param padLeft columns of padding left of the image
 * @param groups number of groups; divides both channel counts
 */
public record ConvShape(
        int inputHeight,
        int inputWidth,
        int inputChannels,
        int outputHeight,
        int outputWidth,
        int outputChannels,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int padTop,
        int padLeft,
        int groups) {
    /** The deepest sum of products of 8-bit codes that cannot leave 32 bits: ⌊(2³¹ − 1) / (255 · 128)⌋. */
    public static final int MAX_DEPTH = 65_793;

    /** The same for weights with zero points of their own: ⌊(2³¹ − 1) / (255 · 255)⌋. */
    public static final int MAX_ASYMMETRIC_DEPTH = 33_025;

    public ConvShape {
        requirePositive(inputHeight, "inputHeight");
        requirePositive(inputWidth, "inputWidth");
        requirePositive(inputChannels, "inputChannels");
        requirePositive(outputHeight, "outputHeight");
        requirePositive(outputWidth, "outputWidth");
        requirePositive(outputChannels, "outputChannels");
        requirePositive(kernelHeight, "kernelHeight");
        requirePositive(kernelWidth, "kernelWidth");
        requirePositive(strideHeight, "strideHeight");
        requirePositive(strideWidth, "strideWidth");
        requirePositive(dilationHeight, "dilationHeight");
        requirePositive(dilationWidth, "dilationWidth");
        requirePositive(groups, "groups");
        if (padTop < 0 || padLeft < 0) {
            throw new IllegalArgumentException("padding must not be negative: " + padTop + ", " + padLeft);
        }
        if (inputChannels % groups != 0 || outputChannels % groups != 0) {
            throw new IllegalArgumentException(groups + " groups do not divide " + inputChannels + " input and "
                    + outputChannels + " output channels");
        }
        long depth = (long) kernelHeight * kernelWidth * (inputChannels / groups);
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "sums of " + depth + " products may leave 32 bits; the deepest that cannot is " + MAX_DEPTH);
        }
    }

    /** A square window on a square image, with the output extents that symmetric padding gives. */
    public static ConvShape square(
            int extent, int inputChannels, int outputChannels, int kernel, int stride, int pad, int groups) {
        int output = Math.floorDiv(extent + 2 * pad - kernel, stride) + 1;
        return new ConvShape(
                extent,
                extent,
                inputChannels,
                output,
                output,
                outputChannels,
                kernel,
                kernel,
                stride,
                stride,
                1,
                1,
                pad,
                pad,
                groups);
    }

    /** A product of {@code rows} rows of {@code inputs} codes with a constant matrix: a 1×1 convolution, rows×1. */
    public static ConvShape matrix(int rows, int inputs, int outputs) {
        return new ConvShape(rows, 1, inputs, rows, 1, outputs, 1, 1, 1, 1, 1, 1, 0, 0, 1);
    }

    /** Products summed into one output: kernel height × kernel width × input channels of a group. */
    public int depth() {
        return kernelHeight * kernelWidth * groupInputs();
    }

    /** Input channels of one group. */
    public int groupInputs() {
        return inputChannels / groups;
    }

    /** Output channels of one group. */
    public int groupOutputs() {
        return outputChannels / groups;
    }

    /** Number of weights: output channels × {@link #depth}. */
    public int weights() {
        return Math.multiplyExact(outputChannels, depth());
    }

    /** Elements of {@code images} inputs. */
    public int inputElements(int images) {
        return elements(images, inputHeight, inputWidth, inputChannels);
    }

    /** Elements of {@code images} outputs. */
    public int outputElements(int images) {
        return elements(images, outputHeight, outputWidth, outputChannels);
    }

    /** Multiply-accumulates for one image, those with padding included. */
    public long macs() {
        return (long) outputElements(1) * depth();
    }

    private static int elements(int images, int height, int width, int channels) {
        return Math.multiplyExact(Math.multiplyExact(Math.multiplyExact(images, height), width), channels);
    }

    private static void requirePositive(int value, String what) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
    }
}
