package dev.vernier.evaluator.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Removes Identity and Dropout, except where an input or a second output of the graph needs its own name. */
final class IdentityRemoval {
    private final Graph graph;
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, String> renamed = new HashMap<>();

    private IdentityRemoval(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            if (isIdentity(node.op())) {
                origins.put(node.output(), origin(node.input(0)));
            }
        }
        for (String output : graph.outputs()) {
            String origin = origin(output);
            if (graph.producer(origin).isPresent() && !graph.outputs().contains(origin)) {
                renamed.putIfAbsent(origin, output);
            }
        }
    }

    static Graph apply(Graph graph) {
        IdentityRemoval removal = new IdentityRemoval(graph);
        return Rewriter.rewrite(graph, removal::rewrite);
    }

    private void rewrite(Node node, Rewriter out) {
        if (!isIdentity(node.op())) {
            List<String> inputs = node.inputs().stream().map(this::name).toList();
            List<String> outputs = node.outputs().stream().map(this::name).toList();
            out.emit(new Node(node.name(), node.op(), inputs, outputs));
        } else if (graph.outputs().contains(node.output())
                && !name(node.output()).equals(node.output())) {
            out.emit(new Node(node.name(), new Op.Identity(), List.of(name(node.input(0))), node.output()));
        }
    }

    private static boolean isIdentity(Op op) {
        return op instanceof Op.Identity || op instanceof Op.Dropout;
    }

    /** The tensor that {@code tensor} is only another name of. */
    private String origin(String tensor) {
        return origins.getOrDefault(tensor, tensor);
    }

    private String name(String tensor) {
        String origin = origin(tensor);
        return renamed.getOrDefault(origin, origin);
    }
}
