package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives tensors that are computed in floating point, and read so as well as in codes, a second name: the nodes that read
 * codes then read that one, so that a narrow input of a layer does not narrow what flows past it.
 */
final class QuantizationPoints {
    private QuantizationPoints() {}

    static Graph insert(Graph graph) {
        FloatingNodes floating = FloatingNodes.of(graph);
        Map<String, String> coded = new HashMap<>();
        Graph.Builder builder = graph.like();
        graph.constants().forEach(builder::constant);
        for (Node node : graph.nodes()) {
            if (floating.contains(node)) {
                builder.node(node);
                for (String output : node.outputs()) {
                    if (isReadBothWays(graph, floating, output)) {
                        String name = fresh(graph, output + "/quantized");
                        builder.node(name, new Op.Identity(), output);
                        coded.put(output, name);
                    }
                }
            } else {
                List<String> inputs = new ArrayList<>();
                node.inputs().forEach(input -> inputs.add(coded.getOrDefault(input, input)));
                builder.node(new Node(node.name(), node.op(), inputs, node.outputs()));
            }
        }
        graph.outputs().forEach(builder::output);
        return coded.isEmpty() ? graph : builder.build();
    }

    /** A name that no node and no tensor has. */
    private static String fresh(Graph graph, String wish) {
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

    private static boolean isReadBothWays(Graph graph, FloatingNodes floating, String tensor) {
        List<Node> readers = graph.consumers(tensor);
        boolean inFloats = graph.outputs().contains(tensor) || readers.stream().anyMatch(floating::contains);
        return inFloats && !readers.stream().allMatch(floating::contains);
    }
}
