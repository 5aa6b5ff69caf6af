package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Copies a graph node by node, in execution order, letting a rule say what becomes of each node. Nodes and constants
 * that no output needs any more are left behind.
 */
final class Rewriter {
    private final Graph graph;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants;
    private final Set<String> taken = new HashSet<>();
    private final Set<String> absorbed = new HashSet<>();
    private OptionalInt opset = OptionalInt.empty();

    private Rewriter(Graph graph) {
        this.graph = graph;
        constants = new HashMap<>(graph.constants());
        taken.addAll(graph.inputs());
        taken.addAll(graph.constants().keySet());
        for (Node node : graph.nodes()) {
            taken.add(node.name());
            taken.addAll(node.outputs());
        }
    }

    /** Calls {@code rule} for each node that no other has absorbed; it must emit what takes the node's place. */
    static Graph rewrite(Graph graph, BiConsumer<Node, Rewriter> rule) {
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (!rewriter.absorbed.contains(node.name())) {
                rule.accept(node, rewriter);
            }
        }
        return rewriter.build();
    }

    void emit(Node node) {
        nodes.add(node);
    }

    /** Says that a later node has been made part of one emitted already. */
    void absorb(Node later) {
        absorbed.add(later.name());
    }

    boolean isAbsorbed(Node node) {
        return absorbed.contains(node.name());
    }

    /** Says that an {@link Op.Other} node of the standard domain is emitted, written in this opset unless others have one. */
    void requireOpset(int version) {
        opset = OptionalInt.of(version);
    }

    /** The node that reads a tensor, if it is the only one and no caller of the graph reads it too. */
    Optional<Node> soleConsumer(String tensor) {
        List<Node> consumers = graph.consumers(tensor);
        return consumers.size() == 1 && !graph.outputs().contains(tensor)
                ? Optional.of(consumers.getFirst())
                : Optional.empty();
    }

    /** The value of a tensor that is constant, in the old graph or by {@link #define}. */
    Optional<Tensor> constant(String tensor) {
        return Optional.ofNullable(constants.get(tensor));
    }

    /** As {@link #constant}, where it is floating point. */
    Optional<Tensor.Floats> floats(String tensor) {
        return constant(tensor).filter(Tensor.Floats.class::isInstance).map(Tensor.Floats.class::cast);
    }

    /** Makes a tensor constant that was computed. */
    void define(String tensor, Tensor value) {
        constants.put(tensor, value);
    }

    /** Adds a constant and returns its name, which is {@code wish} or close to it. */
    String add(String wish, Tensor value) {
        String name = fresh(wish);
        constants.put(name, value);
        return name;
    }

    /** A name that no node and no tensor has. */
    String fresh(String wish) {
        String name = wish;
        for (int suffix = 2; !taken.add(name); suffix++) {
            name = wish + "_" + suffix;
        }
        return name;
    }

    private Graph build() {
        Graph.Builder builder = graph.like();
        if (graph.opsets().isEmpty()) {
            opset.ifPresent(version -> builder.opsets(Map.of("", version)));
        }
        for (Node node : needed()) {
            for (String input : node.inputs()) {
                Tensor value = constants.get(input);
                if (value != null && !builder.has(input)) {
                    builder.constant(input, value);
                }
            }
            builder.node(node);
        }
        graph.outputs().forEach(builder::output);
        return builder.build();
    }

    private List<Node> needed() {
        Set<String> read = new HashSet<>(graph.outputs());
        List<Node> needed = new ArrayList<>();
        for (Node node : nodes.reversed()) {
            if (node.outputs().stream().anyMatch(read::contains)) {
                read.addAll(node.inputs());
                needed.add(node);
            }
        }
        Collections.reverse(needed);
        return needed;
    }
}
