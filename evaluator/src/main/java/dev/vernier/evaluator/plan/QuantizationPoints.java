package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives tensors second names where they need a second quantizer. Those that are computed in floating point, and read so as
 * well as in codes, get one: the nodes that read codes then read that one, so that a narrow input of a layer does not
 * narrow what flows past it. So do right operands of products of two activations, unless nothing else reads them.
 */
final class QuantizationPoints {
    private final Graph graph;
    private final FloatingNodes floating;

    private QuantizationPoints(Graph graph) {
        this.graph = graph;
        floating = FloatingNodes.of(graph);
    }

    static Graph insert(Graph graph) {
        return new QuantizationPoints(graph).insert();
    }

    private Graph insert() {
        Map<String, String> coded = new HashMap<>();
        Graph.Builder builder = graph.like();
        graph.constants().forEach(builder::constant);
        for (Node node : graph.nodes()) {
            if (floating.contains(node)) {
                builder.node(node);
                for (String output : node.outputs()) {
                    if (isReadBothWays(output)) {
                        String name = fresh(output + "/quantized");
                        builder.node(name, new Op.Identity(), output);
                        coded.put(output, name);
                    }
                }
            } else {
                List<String> inputs = new ArrayList<>();
                node.inputs().forEach(input -> inputs.add(coded.getOrDefault(input, input)));
                if (isProduct(node)) {
                    inputs.set(1, rightOperand(node, builder));
                }
                builder.node(new Node(node.name(), node.op(), inputs, node.outputs()));
            }
        }
        graph.outputs().forEach(builder::output);
        return builder.nodes() == graph.nodes().size() ? graph : builder.build();
    }

    private String rightOperand(Node product, Graph.Builder builder) {
        String tensor = product.input(1);
        if (isAlone(tensor)) {
            return tensor;
        }
        String name = fresh(product.name() + "/right");
        builder.node(name, new Op.Identity(), tensor);
        return name;
    }

    /** Whether what moves codes to this tensor, and what makes them, does so for nothing else. */
    private boolean isAlone(String tensor) {
        long reads = graph.consumers(tensor).stream()
                .mapToLong(reader -> Collections.frequency(reader.inputs(), tensor))
                .sum();
        if (graph.outputs().contains(tensor) || reads != 1) {
            return false;
        }
        Optional<Node> producer = graph.producer(tensor);
        if (producer.isEmpty() || floating.contains(producer.get())) {
            return true;
        }
        return switch (producer.get().op()) {
            case Op.MaxPool _, Op.Pad _, Op.Flatten _, Op.Reshape _, Op.Transpose _, Op.Slice _ ->
                isAlone(producer.get().input(0));
            default -> true;
        };
    }

    private boolean isProduct(Node node) {
        return !floating.contains(node) && Layers.isProductOfActivations(graph, node);
    }

    /** A name that no node and no tensor has. */
    private String fresh(String wish) {
        Set<String> taken = new HashSet<>(graph.inputs());
        taken.addAll(graph.constants().keySet());
        graph.nodes().forEach(node -> {
            taken.add(node.name());
            taken.addAll(node.outputs());
        });
        String name = wish;
        for (int suffix = 2; taken.contains(name); suffix++) {
            name = wish + "_" + suffix;
        }
        return name;
    }

    private boolean isReadBothWays(String tensor) {
        List<Node> readers = graph.consumers(tensor);
        boolean inFloats = graph.outputs().contains(tensor) || readers.stream().anyMatch(floating::contains);
        return inFloats && readers.stream().anyMatch(reader -> readsCodes(reader, tensor));
    }

    private boolean readsCodes(Node reader, String tensor) {
        return !floating.contains(reader)
                && (!isProduct(reader) || reader.input(0).equals(tensor));
    }
}
