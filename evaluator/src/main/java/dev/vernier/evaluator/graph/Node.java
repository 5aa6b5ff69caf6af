package dev.vernier.evaluator.graph;

import java.util.List;

/**
 * One operation of a graph.
 *
 * @param name unique in its graph
 * @param inputs names of the tensors read, activations and constants alike; only an {@link Op.Other} may leave some out,
 *     which are then empty
 * @param outputs names of the tensors written, at least one; only an {@link Op.Other} may have more, or leave some out
 */
public record Node(String name, Op op, List<String> inputs, List<String> outputs) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        boolean named = outputs.stream().anyMatch(output -> !output.isBlank());
        if (name.isBlank() || !named) {
            throw new IllegalArgumentException("a node needs a name and an output, not '" + name + "', " + outputs);
        }
        if (!(op instanceof Op.Other) && outputs.size() > 1) {
            throw new IllegalArgumentException(op.type() + " has one output, not " + outputs);
        }
    }

    /** A node of one output. */
    public Node(String name, Op op, List<String> inputs, String output) {
        this(name, op, inputs, List.of(output));
    }

    public String input(int position) {
        return inputs.get(position);
    }

    /** The first tensor written: of most nodes the only one. */
    public String output() {
        return outputs.getFirst();
    }
}
