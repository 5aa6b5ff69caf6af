package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes of a graph are computed in floating point: those that cannot run on codes, and of the joins, poolings, moves
 * and activation functions those that read what such a node writes, or write for such nodes alone.
 */
final class FloatingNodes {
    private final Graph graph;
    private final Set<String> names = new HashSet<>();
    private final Set<String> fused = new HashSet<>();

    private FloatingNodes(Graph graph) {
        this.graph = graph;
    }

    static FloatingNodes of(Graph graph) {
        FloatingNodes floating = new FloatingNodes(graph);
        for (Node node : graph.nodes()) {
            if (floating.fused.contains(node.name())) {
                continue;
            }
            if (floating.mustFloat(node) || (floating.isFlexible(node) && floating.readsFloating(node))) {
                floating.names.add(node.name());
            } else {
                floating.bias(node).ifPresent(reader -> floating.fused.add(reader.name()));
                floating.activation(node).ifPresent(reader -> floating.fused.add(reader.name()));
            }
        }
        for (Node node : graph.nodes().reversed()) {
            if (floating.isFlexible(node)
                    && !floating.fused.contains(node.name())
                    && floating.writesForFloating(node)) {
                floating.names.add(node.name());
            }
        }
        return floating;
    }

    boolean contains(Node node) {
        return names.contains(node.name());
    }

    /** The addition of a constant vector that becomes part of a layer. */
    Optional<Node> bias(Node layer) {
        return Layers.biasOfProduct(graph, layer);
    }

    /** The activation function that alone reads what a layer or a sum writes, and so becomes part of its stage. */
    Optional<Node> activation(Node node) {
        boolean takesOne = Layers.isLayer(graph, node) || node.op() instanceof Op.Add;
        String output = bias(node).orElse(node).output();
        List<Node> readers = graph.consumers(output);
        if (!takesOne || readers.size() != 1 || graph.outputs().contains(output)) {
            return Optional.empty();
        }
        Node reader = readers.getFirst();
        return reader.op() instanceof Op.Relu || reader.op() instanceof Op.Clip
                ? Optional.of(reader)
                : Optional.empty();
    }

    /**
     * How many times a path to each node has changed from codes to floating point: floating nodes of one level depend on
     * each other through floating nodes only, and so can be computed together.
     */
    Map<String, Integer> levels() {
        Map<String, Integer> levels = new HashMap<>();
        for (Node node : graph.nodes()) {
            int level = contains(node) ? 1 : 0;
            for (String input : node.inputs()) {
                Optional<Node> producer = graph.producer(input);
                if (producer.isPresent()) {
                    boolean enters = contains(node) && !contains(producer.get());
                    int before = levels.getOrDefault(producer.get().name(), 0);
                    level = Math.max(level, before + (enters ? 1 : 0));
                }
            }
            levels.put(node.name(), level);
        }
        return levels;
    }

    private boolean mustFloat(Node node) {
        return switch (node.op()) {
            case Op.Other _ -> true;
            case Op.Convolution _, Op.Gemm _, Op.MatMul _, Op.Recurrence _ -> !Layers.isLayer(graph, node);
            case Op.Add _ -> !joins(node) || !graph.shape(node.input(0)).equals(graph.shape(node.input(1)));
            case Op.Concat _ -> !joins(node);
            case Op.Pad pad -> pad.value() != 0;
            case Op.MaxPool _, Op.AveragePool _, Op.GlobalAveragePool _ -> !Layers.isOneImage(graph, node);
            default -> false;
        };
    }

    private boolean joins(Node node) {
        return node.inputs().stream().noneMatch(graph::isConstant);
    }

    /** Whether a node runs on codes and in floating point alike. */
    private boolean isFlexible(Node node) {
        return switch (node.op()) {
            case Op.Convolution _,
                    Op.Gemm _,
                    Op.MatMul _,
                    Op.Recurrence _,
                    Op.Identity _,
                    Op.QuantizeLinear _,
                    Op.DequantizeLinear _ -> false;
            default -> true;
        };
    }

    private boolean readsFloating(Node node) {
        return node.inputs().stream()
                .anyMatch(input -> graph.producer(input).filter(this::contains).isPresent());
    }

    private boolean writesForFloating(Node node) {
        List<Node> readers = graph.consumers(node.output());
        return !readers.isEmpty()
                && !graph.outputs().contains(node.output())
                && readers.stream().allMatch(this::contains);
    }
}
