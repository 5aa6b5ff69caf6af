package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a constant that is added to each channel of a convolution, and to nothing else, part of its bias. */
final class BiasFolding {
    private BiasFolding() {}

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            Optional<Node> addition =
                    node.op() instanceof Op.Convolution ? addition(graph, node, out) : Optional.empty();
            if (addition.isEmpty()) {
                out.emit(node);
                return;
            }
            Node add = addition.get();
            float[] addend = addend(node, add, out).orElseThrow().data();
            float[] bias = bias(graph, node, out);
            for (int c = 0; c < bias.length; c++) {
                bias[c] += addend[addend.length == 1 ? 0 : c];
            }
            List<String> inputs = new ArrayList<>(node.inputs().subList(0, 2));
            inputs.add(out.add(node.name() + "_bias", Tensor.floats(bias, bias.length)));
            out.absorb(add);
            out.emit(new Node(node.name(), node.op(), inputs, add.output()));
        });
    }

    private static Optional<Node> addition(Graph graph, Node conv, Rewriter out) {
        return out.soleConsumer(conv.output())
                .filter(reader -> reader.op() instanceof Op.Add
                        && graph.shape(reader.output()).equals(graph.shape(conv.output()))
                        && addend(conv, reader, out)
                                .filter(values -> isPerChannel(values.shape(), graph.shape(conv.output())))
                                .isPresent()
                        && (conv.inputs().size() == 2
                                || out.floats(conv.input(2)).isPresent()));
    }

    private static Optional<Tensor.Floats> addend(Node conv, Node add, Rewriter out) {
        return out.floats(add.input(add.input(0).equals(conv.output()) ? 1 : 0));
    }

    /** Whether a constant holds one value, or one for each channel of an image. */
    private static boolean isPerChannel(Shape shape, Shape image) {
        int fromEnd = image.rank() - 1;
        int channels = image.get(1);
        boolean ofChannels = shape.rank() >= fromEnd && shape.get(-fromEnd) == channels && shape.elements() == channels;
        return shape.elements() == 1 || ofChannels;
    }

    private static float[] bias(Graph graph, Node conv, Rewriter out) {
        return conv.inputs().size() > 2
                ? out.floats(conv.input(2)).orElseThrow().data().clone()
                : new float[graph.shape(conv.output()).get(1)];
    }
}
