package dev.vernier.evaluator.graph;

import java.util.Optional;

/**
 * The weights and bias of a linear layer while they are scaled, in double precision. Weights are [outputs, inputs / groups,
 * window…], those of a ConvTranspose [inputs, outputs / groups, window…].
 */
final class LayerWeights {
    private final Shape shape;
    private final int groups;
    private final boolean transposed;
    private final double[] weights;
    private final double[] bias;
    /** Elements of the window. */
    private final int window;

    LayerWeights(Tensor.Floats weights, int groups, boolean transposed, float[] bias) {
        this.shape = weights.shape();
        this.groups = groups;
        this.transposed = transposed;
        this.weights = widened(weights.data());
        this.bias = widened(bias);
        window = this.weights.length / (shape.get(0) * shape.get(1));
    }

    /** What happens to each channel: {@code x·factor + offset}. */
    record Affine(double[] factor, double[] offset) {}

    /** Whether a node is such a layer, and its weights and bias are there to be changed. */
    static boolean areConstant(Node node, Rewriter out) {
        int groups = groups(node.op());
        Optional<Tensor.Floats> weights = groups < 1 ? Optional.empty() : out.floats(node.input(1));
        if (weights.isEmpty() || weights.get().shape().get(0) % groups != 0) {
            return false;
        }
        Shape bias = Shape.of(outputs(node, weights.get().shape()));
        return node.inputs().size() == 2
                || out.floats(node.input(2))
                        .filter(value -> value.shape().equals(bias))
                        .isPresent();
    }

    /** The weights of a node for which {@link #areConstant}. */
    static LayerWeights of(Node node, Rewriter out) {
        Tensor.Floats weights = out.floats(node.input(1)).orElseThrow();
        float[] bias = node.inputs().size() == 2
                ? new float[outputs(node, weights.shape())]
                : out.floats(node.input(2)).orElseThrow().data();
        return new LayerWeights(weights, groups(node.op()), isTransposed(node), bias);
    }

    private static int outputs(Node node, Shape weights) {
        return isTransposed(node) ? Math.multiplyExact(weights.get(1), groups(node.op())) : weights.get(0);
    }

    private static boolean isTransposed(Node node) {
        return node.op().type().equals("ConvTranspose");
    }

    /** In how many groups the channels of a layer are; 0 where the operation is no such layer. */
    private static int groups(Op op) {
        return switch (op) {
            case Op.Convolution conv -> conv.groups();
            case Op.Gemm gemm -> gemm.equals(new Op.Gemm(1, 1, false, true)) ? 1 : 0;
            case Op.Other other
            when other.domain().isEmpty()
                    && (other.operator().equals("Conv") || other.operator().equals("ConvTranspose")) ->
                other.attributes().get("group") instanceof Attribute.Whole(long groups)
                        ? Math.clamp(groups, 0, Integer.MAX_VALUE)
                        : 1;
            default -> 0;
        };
    }

    /** Makes what happens to the layer's outputs part of it. */
    void scaleOutputs(Affine affine) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= affine.factor()[output(i)];
        }
        for (int c = 0; c < bias.length; c++) {
            bias[c] = bias[c] * affine.factor()[c] + affine.offset()[c];
        }
    }

    /** Makes what happens to the layer's inputs part of it. */
    void scaleInputs(Affine affine) {
        for (int i = 0; i < weights.length; i++) {
            bias[output(i)] += weights[i] * affine.offset()[input(i)];
            weights[i] *= affine.factor()[input(i)];
        }
    }

    Tensor.Floats values() {
        return new Tensor.Floats(shape, narrowed(weights));
    }

    Tensor.Floats bias() {
        return Tensor.floats(narrowed(bias), bias.length);
    }

    private int output(int element) {
        return transposed ? across(element) : row(element);
    }

    private int input(int element) {
        return transposed ? row(element) : across(element);
    }

    /** The channel that the weights' first axis counts. */
    private int row(int element) {
        return element / (window * shape.get(1));
    }

    /** The channel that the weights' second axis counts in each group. */
    private int across(int element) {
        int group = row(element) / (shape.get(0) / groups);
        return group * shape.get(1) + element / window % shape.get(1);
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
