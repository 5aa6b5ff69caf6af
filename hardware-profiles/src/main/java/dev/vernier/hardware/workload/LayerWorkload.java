package dev.vernier.hardware.workload;

/**
 * The shape of one quantizable layer's work on one sample. A matrix product of {@code M} rows is a 1×1 convolution over
 * an {@code M×1} image.
 *
 * @param name the layer's name in the model
 * @param kind how hardware sees it
 * @param inputHeight rows of the input, in elements; likewise the other extents
 * @param inputChannels channels of the input over all groups
 * @param outputChannels channels of the output over all groups
 * @param groups number of groups; divides both channel counts
 */
public record LayerWorkload(
        String name,
        LayerKind kind,
        int inputHeight,
        int inputWidth,
        int inputChannels,
        int outputHeight,
        int outputWidth,
        int outputChannels,
        int kernelHeight,
        int kernelWidth,
        int groups) {
    /** Keeps every count below within the range of a long, however many bits each element has. */
    private static final double MOST_MACS = 1e16;

    public LayerWorkload {
        requirePositive(inputHeight, "inputHeight");
        requirePositive(inputWidth, "inputWidth");
        requirePositive(inputChannels, "inputChannels");
        requirePositive(outputHeight, "outputHeight");
        requirePositive(outputWidth, "outputWidth");
        requirePositive(outputChannels, "outputChannels");
        requirePositive(kernelHeight, "kernelHeight");
        requirePositive(kernelWidth, "kernelWidth");
        requirePositive(groups, "groups");
        if (inputChannels % groups != 0 || outputChannels % groups != 0) {
            throw new IllegalArgumentException("layer '" + name + "': " + groups + " groups do not divide "
                    + inputChannels + " input and " + outputChannels + " output channels");
        }
        if (kind == LayerKind.DEPTHWISE && groups != inputChannels) {
            throw new IllegalArgumentException("layer '" + name + "': a depthwise convolution of " + inputChannels
                    + " channels has as many groups, not " + groups);
        }
        if (kind == LayerKind.GEMM && (kernelHeight != 1 || kernelWidth != 1 || groups != 1)) {
            throw new IllegalArgumentException("layer '" + name + "': a matrix product has a 1×1 kernel and one group");
        }
        double macs = (double) outputHeight * outputWidth * kernelHeight * kernelWidth * inputChannels * outputChannels;
        if (macs > MOST_MACS || (double) inputHeight * inputWidth * inputChannels > MOST_MACS) {
            throw new IllegalArgumentException("layer '" + name + "' is absurdly large");
        }
    }

    /** The same work under another name; work is equal when its names are, so that shapes are compared under one. */
    public LayerWorkload named(String other) {
        return new LayerWorkload(
                other,
                kind,
                inputHeight,
                inputWidth,
                inputChannels,
                outputHeight,
                outputWidth,
                outputChannels,
                kernelHeight,
                kernelWidth,
                groups);
    }

    /** Rows of the equivalent matrix product, M: output positions per sample. */
    public long rows() {
        return (long) outputHeight * outputWidth;
    }

    /** Depth of the equivalent matrix product, K: inputs summed into one output. */
    public long depth() {
        return (long) kernelHeight * kernelWidth * (inputChannels / groups);
    }

    /** Multiply-accumulates per sample. */
    public long macs() {
        return rows() * depth() * outputChannels;
    }

    /** Number of weights, biases not counted. */
    public long weights() {
        return depth() * outputChannels;
    }

    public long inputElements() {
        return (long) inputHeight * inputWidth * inputChannels;
    }

    public long outputElements() {
        return rows() * outputChannels;
    }

    private static void requirePositive(int value, String what) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
    }
}
