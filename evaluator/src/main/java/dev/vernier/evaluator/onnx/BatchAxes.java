package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which axis of each tensor grows with the batch. The graph knows one sample only; in a file the batch is open, so that
 * targets of reshapes and shapes of outputs must leave the right axis open. A graph with operators that are only passed
 * on stays one for one sample.
 */
final class BatchAxes {
    private final Graph graph;
    private final Map<String, Integer> axes = new HashMap<>();

    private BatchAxes(Graph graph) {
        this.graph = graph;
    }

    static BatchAxes of(Graph graph) {
        BatchAxes result = new BatchAxes(graph);
        if (!graph.opsets().isEmpty()) {
            return result;
        }
        graph.inputs().forEach(input -> result.axes.put(input, 0));
        for (Node node : graph.nodes()) {
            result.follow(node).ifPresent(axis -> result.axes.put(node.output(), axis));
        }
        return result;
    }

    /** The axis whose outermost factor is the batch; none where there is no batch or it cannot be told apart. */
    OptionalInt axis(String tensor) {
        Integer axis = axes.get(tensor);
        return axis == null ? OptionalInt.empty() : OptionalInt.of(axis);
    }

    private OptionalInt follow(Node node) {
        Shape output = graph.shape(node.output());
        return switch (node.op()) {
            case Op.Reshape _ -> reshaped(node);
            case Op.Flatten flatten -> flattened(node, flatten.axis());
            case Op.Transpose transpose -> moved(node, transpose.permutation());
            case Op.Gemm gemm -> gemm.transposeA() ? moved(node, List.of(1, 0)) : axis(node.input(0));
            default ->
                node.inputs().stream()
                        .filter(axes::containsKey)
                        .mapToInt(input -> axis(input).getAsInt()
                                + output.rank()
                                - graph.shape(input).rank())
                        .findFirst();
        };
    }

    private OptionalInt moved(Node node, List<Integer> permutation) {
        OptionalInt axis = axis(node.input(0));
        return axis.isEmpty() ? axis : OptionalInt.of(permutation.indexOf(axis.getAsInt()));
    }

    private OptionalInt flattened(Node node, int split) {
        OptionalInt axis = axis(node.input(0));
        if (axis.isEmpty()) {
            return axis;
        }
        Shape input = graph.shape(node.input(0));
        int first = split < 0 ? split + input.rank() : split;
        boolean inRows = axis.getAsInt() < first;
        boolean outermost = product(input, inRows ? 0 : first, axis.getAsInt()) == 1;
        return outermost ? OptionalInt.of(inRows ? 0 : 1) : OptionalInt.empty();
    }

    /** Reshaping keeps the order of elements, so the batch stays behind as many elements as before. */
    private OptionalInt reshaped(Node node) {
        OptionalInt axis = axis(node.input(0));
        if (axis.isEmpty()) {
            return axis;
        }
        Shape input = graph.shape(node.input(0));
        Shape output = graph.shape(node.output());
        int before = axis.getAsInt();
        long outer = product(input, 0, before);
        boolean unchanged = before < output.rank()
                && product(output, 0, before) == outer
                && output.get(before) == input.get(before);
        return unchanged
                ? axis
                : IntStream.range(0, output.rank())
                        .filter(i -> product(output, 0, i) == outer)
                        .findFirst();
    }

    private static long product(Shape shape, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= shape.get(i);
        }
        return product;
    }
}
