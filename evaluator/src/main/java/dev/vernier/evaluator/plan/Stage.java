package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import java.util.List;

/**
 * One step of execution: a node together with the activation function that directly follows it. A stage reads and
 * writes activation tensors; {@link NetworkLayout#quantizer} says which of them hold codes.
 */
public sealed interface Stage {
    /** The node that does the work. */
    Node node();

    /** The tensor that the stage leaves, behind its activation function. */
    String output();

    /** The activation tensors read, in the node's order. */
    default List<String> inputs() {
        return node().inputs();
    }

    default String name() {
        return node().name();
    }

    /** A quantizable layer: exact integer sums, then bias, limits and the output's quantizer. */
    record OfLayer(Layer layer, Limits limits, String output) implements Stage {
        @Override
        public Node node() {
            return layer.node();
        }

        @Override
        public List<String> inputs() {
            return List.of(node().input(0));
        }
    }

    /** A sum of two activations of the same shape. */
    record Add(Node node, Limits limits, String output) implements Stage {}

    /** Activations side by side, each brought to the output's quantizer. */
    record Concat(Node node, Op.Concat op, String output) implements Stage {}

    /** An average over windows, or over whole channels. */
    record Average(Node node, String output) implements Stage {}

    /** The largest code of each window; input and output share a quantizer. */
    record MaxPool(Node node, Op.MaxPool op, String output) implements Stage {}

    /** Elements moved or renamed (Flatten, Reshape, Transpose, Pad, Slice); input and output share a quantizer. */
    record Move(Node node, String output) implements Stage {}

    /** An activation function that could not be fused. */
    record Activation(Node node, Limits limits, String output) implements Stage {}

    /** A softmax, in floating point. */
    record Softmax(Node node, Op.Softmax op, String output) implements Stage {}
}
