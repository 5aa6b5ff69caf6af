package dev.vernier.evaluator.graph;

import java.util.List;

/**
 * One operation of a graph.
 *
 * @param name unique in its graph
 * @param inputs names of the tensors read, activations and constants alike
 * @param output name of the tensor written
 */
public record Node(String name, Op op, List<String> inputs, String output) {
    public Node {
        if (name.isBlank() || output.isBlank()) {
            throw new IllegalArgumentException(
                    "a node needs a name and an output, not '" + name + "', '" + output + "'");
        }
        inputs = List.copyOf(inputs);
    }

    public String input(int position) {
        return inputs.get(position);
    }
}
