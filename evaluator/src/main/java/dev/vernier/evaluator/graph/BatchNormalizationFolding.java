package dev.vernier.evaluator.graph;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes BatchNormalization part of the Conv or Gemm before it. With {@code f = scale / √(variance + ε)} the weights of
 * an output channel become {@code w·f} and its bias {@code (b − mean)·f + shift} (Ioffe and Szegedy, arXiv:1502.03167,
 * algorithm 2), in double precision, rounded once. Where nothing can take it, it becomes a depthwise 1×1 Conv.
 */
final class BatchNormalizationFolding {
    private final Graph graph;
    private final Rewriter out;

    private BatchNormalizationFolding(Graph graph, Rewriter out) {
        this.graph = graph;
        this.out = out;
    }

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            BatchNormalizationFolding folding = new BatchNormalizationFolding(graph, out);
            switch (node.op()) {
                case Op.BatchNormalization _ -> folding.convolution(node);
                default -> folding.layer(node);
            }
        });
    }

    /** What one or more normalisations do to each channel: {@code x·factor + offset}. */
    private record Affine(double[] factor, double[] offset) {}

    private void layer(Node node) {
        Optional<Node> next = takesNormalization(node) ? normalizationAfter(node) : Optional.empty();
        if (next.isEmpty()) {
            out.emit(node);
            return;
        }
        Tensor.Floats weights = out.floats(node.input(1)).orElseThrow();
        int channels = weights.shape().get(0);
        double[] factor = new double[channels];
        double[] offset = new double[channels];
        float[] bias = node.inputs().size() == 3 ? graph.floats(node.input(2)).data() : new float[channels];
        for (int c = 0; c < channels; c++) {
            factor[c] = 1;
            offset[c] = bias[c];
        }
        Affine affine = new Affine(factor, offset);
        Node last = node;
        while (next.isPresent()) {
            last = next.get();
            out.absorb(last);
            affine = after(affine, affine(last));
            next = normalizationAfter(last);
        }
        emit(node, weights, affine, last);
    }

    /** Whether a node's weights and bias are there to be changed. */
    private boolean takesNormalization(Node node) {
        boolean form = node.op() instanceof Op.Conv
                || (node.op() instanceof Op.Gemm gemm && gemm.equals(new Op.Gemm(1, 1, false, true)));
        if (!form || out.floats(node.input(1)).isEmpty()) {
            return false;
        }
        Shape channels = Shape.of(graph.shape(node.input(1)).get(0));
        return node.inputs().size() == 2
                || out.floats(node.input(2))
                        .filter(bias -> bias.shape().equals(channels))
                        .isPresent();
    }

    private Optional<Node> normalizationAfter(Node node) {
        return out.soleConsumer(node.output()).filter(next -> next.op() instanceof Op.BatchNormalization);
    }

    private void convolution(Node node) {
        Shape shape = graph.shape(node.input(0));
        if (shape.rank() != 4) {
            throw new InvalidInputException(
                    place(node),
                    "this BatchNormalization of a tensor of shape " + shape
                            + " does not follow a Conv or Gemm that could take it up",
                    "fold it before the export");
        }
        int channels = shape.get(1);
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        Node convolution = new Node(
                node.name(), new Op.Conv(Window.square(1, 1, 0), channels), List.of(node.input(0)), node.output());
        emit(convolution, Tensor.floats(ones, channels, 1, 1, 1), affine(node), node);
    }

    private void emit(Node node, Tensor.Floats weights, Affine affine, Node last) {
        float[] folded = weights.data().clone();
        float[] bias = new float[affine.offset().length];
        int perChannel = folded.length / bias.length;
        for (int i = 0; i < folded.length; i++) {
            folded[i] = finite((float) (folded[i] * affine.factor()[i / perChannel]), last);
        }
        for (int c = 0; c < bias.length; c++) {
            bias[c] = finite((float) affine.offset()[c], last);
        }
        List<String> inputs = List.of(
                node.input(0),
                out.add(node.name() + "_weight", new Tensor.Floats(weights.shape(), folded)),
                out.add(node.name() + "_bias", Tensor.floats(bias, bias.length)));
        out.emit(new Node(node.name(), node.op(), inputs, last.output()));
    }

    private Affine affine(Node node) {
        double epsilon = ((Op.BatchNormalization) node.op()).epsilon();
        float[] scale = parameter(node, 1);
        float[] shift = parameter(node, 2);
        float[] mean = parameter(node, 3);
        float[] variance = parameter(node, 4);
        double[] factor = new double[scale.length];
        double[] offset = new double[scale.length];
        for (int c = 0; c < scale.length; c++) {
            factor[c] = scale[c] / Math.sqrt(variance[c] + epsilon);
            offset[c] = shift[c] - mean[c] * factor[c];
        }
        return new Affine(factor, offset);
    }

    private float[] parameter(Node node, int position) {
        return out.floats(node.input(position))
                .orElseThrow(() -> new InvalidInputException(
                        place(node),
                        "'" + node.input(position) + "' is not constant",
                        "export the model for inference"))
                .data();
    }

    private static Affine after(Affine first, Affine second) {
        double[] factor = new double[first.factor().length];
        double[] offset = new double[factor.length];
        for (int c = 0; c < factor.length; c++) {
            factor[c] = first.factor()[c] * second.factor()[c];
            offset[c] = first.offset()[c] * second.factor()[c] + second.offset()[c];
        }
        return new Affine(factor, offset);
    }

    private float finite(float value, Node node) {
        if (!Float.isFinite(value)) {
            throw new InvalidInputException(
                    place(node),
                    "folding this BatchNormalization gives weights of " + value,
                    "its variance is negative or the training diverged");
        }
        return value;
    }

    private String place(Node node) {
        return "graph '" + graph.name() + "', node '" + node.name() + "'";
    }
}
