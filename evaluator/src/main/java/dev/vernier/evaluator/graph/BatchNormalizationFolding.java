package dev.vernier.evaluator.graph;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes BatchNormalization part of the layer beside it: of a Conv, ConvTranspose or Gemm before it, else of a Conv without
 * padding or a Gemm behind it. A normalisation is {@code x·f + o} for each channel with {@code f = scale / √(variance + ε)}
 * and {@code o = shift − mean·f} (Ioffe and Szegedy, arXiv:1502.03167, algorithm 2). Behind a layer, the weights of an output
 * channel become {@code w·f} and its bias {@code b·f + o}; before one, the weights that meet an input channel become
 * {@code w·f}, and each {@code w·o} is added to the bias. All in double precision, rounded once. Where nothing can take a
 * normalisation of images, it becomes a depthwise 1×1 Conv; of anything else, it is passed on as it is.
 */
final class BatchNormalizationFolding {
    /** The opset of a graph that had none: BatchNormalization is the same since opset 15. */
    private static final int OPSET = 21;

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
                case Op.BatchNormalization _ -> folding.normalization(node);
                default -> folding.layer(node);
            }
        });
    }

    /** A normalisation that no layer before it has taken up. */
    private void normalization(Node node) {
        Shape shape = graph.shape(node.input(0));
        if (out.soleConsumer(node.output()).filter(this::takesBefore).isPresent()) {
            return;
        }
        if (shape.rank() == 4) {
            convolution(node, shape.get(1));
        } else {
            passOn(node);
        }
    }

    private void layer(Node node) {
        Optional<Node> before = takesBefore(node) ? normalizationBefore(node) : Optional.empty();
        Optional<Node> after = LayerWeights.areConstant(node, out) ? normalizationAfter(node) : Optional.empty();
        if (before.isEmpty() && after.isEmpty()) {
            out.emit(node);
            return;
        }
        LayerWeights folded = LayerWeights.of(node, out);
        Node last = node;
        if (before.isPresent()) {
            folded.scaleInputs(affine(before.get()));
            last = before.get();
        }
        String output = node.output();
        while (after.isPresent()) {
            last = after.get();
            out.absorb(last);
            folded.scaleOutputs(affine(last));
            output = last.output();
            after = normalizationAfter(last);
        }
        String input = before.isPresent() ? before.get().input(0) : node.input(0);
        emit(new Node(node.name(), node.op(), List.of(input), output), folded, last);
    }

    private Optional<Node> normalizationAfter(Node node) {
        return out.soleConsumer(node.output()).filter(next -> next.op() instanceof Op.BatchNormalization);
    }

    private Optional<Node> normalizationBefore(Node node) {
        return graph.producer(node.input(0))
                .filter(before -> before.op() instanceof Op.BatchNormalization && !out.isAbsorbed(before))
                .filter(_ -> out.soleConsumer(node.input(0)).isPresent());
    }

    /** Whether every output of a layer meets all that a normalisation before it would add: padding is added after that. */
    private boolean takesBefore(Node node) {
        boolean whole =
                switch (node.op()) {
                    case Op.Convolution conv -> conv.sumsWholeWindow();
                    case Op.Gemm _ -> true;
                    default -> false;
                };
        return whole && LayerWeights.areConstant(node, out);
    }

    private void convolution(Node node, int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        LayerWeights weights =
                new LayerWeights(Tensor.floats(ones, channels, 1, 1, 1), channels, false, new float[channels]);
        weights.scaleOutputs(affine(node));
        Op op = new Op.Conv(Window.square(1, 1, 0), channels);
        emit(new Node(node.name(), op, List.of(node.input(0)), node.output()), weights, node);
    }

    private void passOn(Node node) {
        var attributes = new TreeMap<String, Attribute>();
        attributes.put("epsilon", new Attribute.Real(((Op.BatchNormalization) node.op()).epsilon()));
        Op op = new Op.Other("", "BatchNormalization", attributes, List.of(graph.type(node.output())));
        out.emit(new Node(node.name(), op, node.inputs(), node.output()));
        out.requireOpset(OPSET);
    }

    /** @param last the normalisation that messages name */
    private void emit(Node node, LayerWeights weights, Node last) {
        Tensor.Floats folded = weights.values();
        Tensor.Floats bias = weights.bias();
        requireFinite(folded, last);
        requireFinite(bias, last);
        List<String> inputs =
                List.of(node.input(0), out.add(node.name() + "_weight", folded), out.add(node.name() + "_bias", bias));
        out.emit(new Node(node.name(), node.op(), inputs, node.output()));
    }

    private LayerWeights.Affine affine(Node node) {
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
        return new LayerWeights.Affine(factor, offset);
    }

    private float[] parameter(Node node, int position) {
        return out.floats(node.input(position))
                .orElseThrow(() -> new InvalidInputException(
                        place(node),
                        "'" + node.input(position) + "' is not constant",
                        "export the model for inference"))
                .data();
    }

    private void requireFinite(Tensor.Floats folded, Node node) {
        for (float value : folded.data()) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException(
                        place(node),
                        "folding this BatchNormalization gives weights of " + value,
                        "its variance is negative or the training diverged");
            }
        }
    }

    private String place(Node node) {
        return "graph '" + graph.name() + "', node '" + node.name() + "'";
    }
}
