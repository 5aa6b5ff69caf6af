package dev.vernier.hardware.workload;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
 * @param computedMatrices how many right matrices of {@code K×N} the network computes for each sample; 0 where the
 *     right matrix is constant. The rows are then those of all products together
 * @param upsampling of a transposed convolution the product of its strides: how many outputs share one placement of the
 *     kernel, each summing over its part of the products. Else 1
 * @param steps of a recurrent layer how many products it does one after the other, each of which reads the state that the
 *     one before has left. The rows are those of all steps together. Else 0
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
        int groups,
        int computedMatrices,
        int upsampling,
        int steps) {
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
        if (computedMatrices < 0 || (computedMatrices > 0 && kind != LayerKind.GEMM)) {
            throw new IllegalArgumentException("layer '" + name + "': only matrix products have computed matrices");
        }
        if (computedMatrices > 0 && outputHeight % computedMatrices != 0) {
            throw new IllegalArgumentException("layer '" + name + "': " + computedMatrices + " products do not share "
                    + outputHeight + " rows evenly");
        }
        requirePositive(upsampling, "upsampling");
        if (upsampling > 1 && kind == LayerKind.GEMM) {
            throw new IllegalArgumentException("layer '" + name + "': matrix products do not upsample");
        }
        if (steps < 0 || (steps > 0 && (kind != LayerKind.GEMM || computedMatrices > 0))) {
            throw new IllegalArgumentException(
                    "layer '" + name + "': only products with a constant matrix have " + steps + " steps");
        }
        if (steps > 0 && outputHeight % steps != 0) {
            throw new IllegalArgumentException(
                    "layer '" + name + "': " + steps + " steps do not share " + outputHeight + " rows evenly");
        }
        double macs = (double) outputHeight * outputWidth * kernelHeight * kernelWidth * inputChannels * outputChannels;
        if (macs > MOST_MACS || (double) inputHeight * inputWidth * inputChannels > MOST_MACS) {
            throw new IllegalArgumentException("layer '" + name + "' is absurdly large");
        }
    }

    /** A layer with constant weights. */
    public LayerWorkload(
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
        this(
                name,
                kind,
                inputHeight,
                inputWidth,
                inputChannels,
                outputHeight,
                outputWidth,
                outputChannels,
                kernelHeight,
                kernelWidth,
                groups,
                0,
                1,
                0);
    }

    /**
     * Products of two activations, of which no operand is stored.
     *
     * @param products how many of them there are for each sample
     */
    public static LayerWorkload products(String name, int products, int rows, int depth, int columns) {
        int all = Math.multiplyExact(products, rows);
        return new LayerWorkload(name, LayerKind.GEMM, all, 1, depth, all, 1, columns, 1, 1, 1, products, 1, 0);
    }

    /**
     * The product of a recurrent layer, whose weights are used in each step.
     *
     * @param rows of one step
     */
    public static LayerWorkload recurrent(String name, int steps, int rows, int depth, int columns) {
        int all = Math.multiplyExact(steps, rows);
        return new LayerWorkload(name, LayerKind.GEMM, all, 1, depth, all, 1, columns, 1, 1, 1, 0, 1, steps);
    }

    /** Whether it does its product step by step, each on what the one before has left. */
    public boolean isRecurrent() {
        return steps > 0;
    }

    /** How often {@link #asConvolution} runs for one sample, one after the other. */
    public int runs() {
        return Math.max(1, steps);
    }

    /** Whether both operands are activations. */
    public boolean isProductOfActivations() {
        return computedMatrices > 0;
    }

    /**
     * The widths among these that the layer can have. Of two activations that are multiplied, codes of a single bit cannot
     * be signed and hold zero, too, and no operand stays in floating point alone.
     */
    public SortedSet<Precision> possible(SortedSet<Precision> precisions) {
        if (!isProductOfActivations()) {
            return precisions;
        }
        return precisions.stream()
                .filter(precision -> precision.weightBits() >= leastWeightBits()
                        && (precision.weightBits() == Precision.FLOAT) == precision.isWeightOnly())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The least width of its weights, or of the activations in their place. */
    public int leastWeightBits() {
        return isProductOfActivations() ? 2 : 1;
    }

    /**
     * The arithmetic as one convolution with constant weights, as which layers are timed and compared: products of activations
     * have one constant right matrix, and transposed convolutions one output for each placement of the kernel; of a
     * recurrent layer it is a single step.
     */
    public LayerWorkload asConvolution() {
        if (isRecurrent()) {
            int rows = outputHeight / steps;
            return new LayerWorkload(name, kind, rows, 1, inputChannels, rows, 1, outputChannels, 1, 1, 1);
        }
        if (upsampling == 1) {
            return with(name, outputHeight, outputWidth, 0, 1);
        }
        int columns = Math.min(inputWidth, Math.toIntExact(rows()));
        return with(name, Math.toIntExact(Math.ceilDiv(rows(), columns)), columns, 0, 1);
    }

    /** The same work under another name; work is equal when its names are, so that shapes are compared under one. */
    public LayerWorkload named(String other) {
        return with(other, outputHeight, outputWidth, computedMatrices, upsampling);
    }

    private LayerWorkload with(String other, int height, int width, int matrices, int upsampled) {
        return new LayerWorkload(
                other,
                kind,
                inputHeight,
                inputWidth,
                inputChannels,
                height,
                width,
                outputChannels,
                kernelHeight,
                kernelWidth,
                groups,
                matrices,
                upsampled,
                steps);
    }

    /** Rows of the equivalent matrix product, M: how often the whole kernel is applied to a sample. */
    public long rows() {
        return Math.ceilDiv((long) outputHeight * outputWidth, upsampling);
    }

    /** Depth of the equivalent matrix product, K: inputs summed into one output. */
    public long depth() {
        return (long) kernelHeight * kernelWidth * (inputChannels / groups);
    }

    /** Multiply-accumulates per sample; none with the zeros that a transposed convolution inserts. */
    public long macs() {
        return rows() * depth() * outputChannels;
    }

    /** Number of weights stored, biases not counted. */
    public long weights() {
        return isProductOfActivations() ? 0 : rightElements();
    }

    /** Elements of the right operand: weights, or the activations in their place. */
    public long rightElements() {
        return Math.max(1, computedMatrices) * depth() * outputChannels;
    }

    public long inputElements() {
        return (long) inputHeight * inputWidth * inputChannels;
    }

    public long outputElements() {
        return (long) outputHeight * outputWidth * outputChannels;
    }

    private static void requirePositive(int value, String what) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
    }
}
