package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes constants that are added to each channel of a convolution, one after the other, part of its bias. */
final class BiasFolding {
    private BiasFolding() {}

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            Node layer = node;
            Optional<Node> add = addition(graph, layer, out);
            while (add.isPresent()) {
                layer = folded(graph, layer, add.get(), out);
                add = addition(graph, layer, out);
            }
            out.emit(layer);
        });
    }

    private static Node folded(Graph graph, Node conv, Node add, Rewriter out) {
        float[] addend = addend(conv, add, out).orElseThrow().data();
        float[] bias = bias(graph, conv, out);
        for (int c = 0; c < bias.length; c++) {
            bias[c] += addend[addend.length == 1 ? 0 : c];
        }
        List<String> inputs = new ArrayList<>(conv.inputs().subList(0, 2));
        inputs.add(out.add(conv.name() + "_bias", Tensor.floats(bias, bias.length)));
        out.absorb(add);
        return new Node(conv.name(), conv.op(), inputs, add.output());
    }

    private static Optional<Node> addition(Graph graph, Node conv, Rewriter out) {
        if (!(conv.op() instanceof Op.Convolution)) {
            return Optional.empty();
        }
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
