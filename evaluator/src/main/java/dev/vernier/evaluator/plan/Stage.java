package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import java.util.List;

/**
 * One step of execution. A stage reads and writes activation tensors; {@link NetworkLayout#quantizer} says which of them
 * hold codes.
 */
public sealed interface Stage {
    String name();

    /** The activation tensors read. */
    List<String> inputs();

    /** The tensors left for others. */
    List<String> outputs();

    /** One node together with the activation function that directly follows it. */
    sealed interface OfNode extends Stage {
        /** The node that does the work. */
        Node node();

        /** The tensor that the stage leaves, behind its activation function. */
        String output();

        @Override
        default String name() {
            return node().name();
        }

        /** In the node's order. */
        @Override
        default List<String> inputs() {
            return node().inputs();
        }

        @Override
        default List<String> outputs() {
            return List.of(output());
        }
    }

    /** A quantizable layer with weights: exact integer sums, then bias, limits and the output's quantizer. */
    record OfLayer(Layer layer, Limits limits, String output) implements OfNode {
        @Override
        public Node node() {
            return layer.node();
        }

        @Override
        public List<String> inputs() {
            return List.of(node().input(0));
        }
    }

    /**
     * The recurrent half of an LSTM or GRU: in each step exact integer sums over the codes of the state, then the cell's formulas
     * in floating point. The states, which are its output, share one quantizer.
     *
     * @param inputs what is added to the products, then the initial states that are computed
     */
    record Recurrence(Layer layer, Op.Recurrence op, List<String> inputs, String output) implements OfNode {
        public Recurrence {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Node node() {
            return layer.node();
        }
    }

    /** A product of two activations, a quantizable layer as well: exact integer sums, then limits and the output's quantizer. */
    record OfProduct(Layer layer, Limits limits, String output) implements OfNode {
        @Override
        public Node node() {
            return layer.node();
        }
    }

    /** A sum of two activations of the same shape. */
    record Add(Node node, Limits limits, String output) implements OfNode {}

    /** Activations side by side, each brought to the output's quantizer. */
    record Concat(Node node, Op.Concat op, String output) implements OfNode {}

    /** An average over windows, or over whole channels. */
    record Average(Node node, String output) implements OfNode {}

    /** The largest code of each window; input and output share a quantizer. */
    record MaxPool(Node node, Op.MaxPool op, String output) implements OfNode {}

    /** Elements moved or renamed (Flatten, Reshape, Transpose, Pad, Slice); input and output share a quantizer. */
    record Move(Node node, String output) implements OfNode {}

    /** An activation function that could not be fused; one without limits brings floating point to codes. */
    record Activation(Node node, Limits limits, String output) implements OfNode {}

    /** A softmax, in floating point. */
    record Softmax(Node node, Op.Softmax op, String output) implements OfNode {}

    /**
     * Nodes that are computed together in floating point, by ONNX Runtime: those that have no meaning here, and what lies
     * between them.
     *
     * @param nodes in execution order
     * @param inputs tensors that other stages or callers write
     * @param outputs tensors that other stages or callers read
     */
    record Floating(String name, List<Node> nodes, List<String> inputs, List<String> outputs) implements Stage {
        public Floating {
            nodes = List.copyOf(nodes);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }
}
