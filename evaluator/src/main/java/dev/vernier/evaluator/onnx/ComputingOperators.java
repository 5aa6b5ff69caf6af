package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** How operators are read that compute: products, poolings, limits, normalisations. */
final class ComputingOperators {
    private ComputingOperators() {}

    static void maxPool(NodeSource node, GraphReader graph) {
        // The order of storage tells only about the second output.
        node.ignore("storage_order");
        Op op = new Op.MaxPool(Windows.ofPool(node, graph.shape(node, node.input(0))), node.flag("ceil_mode"));
        graph.emit(node, op, node.inputs(1));
    }

    static void averagePool(NodeSource node, GraphReader graph) {
        Op op = new Op.AveragePool(
                Windows.ofPool(node, graph.shape(node, node.input(0))),
                node.flag("ceil_mode"),
                node.flag("count_include_pad"));
        graph.emit(node, op, node.inputs(1));
    }

    static void gemm(NodeSource node, GraphReader graph) {
        Op op = new Op.Gemm(
                finite(node, "alpha", 1), finite(node, "beta", 1), node.flag("transA"), node.flag("transB"));
        graph.emit(node, op, node.inputs(3));
    }

    static void batchNormalization(NodeSource node, GraphReader graph) {
        node.ignore("momentum");
        if (node.flag("training_mode") || node.integer("spatial", 1) == 0 || node.outputs() > 1) {
            throw node.refuse("BatchNormalization is in training mode", "export the model for inference");
        }
        List<String> inputs = node.inputs(5);
        for (String parameter : inputs.stream().skip(1).toList()) {
            if (!graph.constants().has(parameter)) {
                throw node.refuse(
                        "its parameter '" + parameter + "' is not constant", "export the model for inference");
            }
        }
        graph.emit(node, new Op.BatchNormalization(finite(node, "epsilon", 1e-5f)), inputs);
    }

    static void clip(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 11;
        node.requireAtMost(asAttributes ? 1 : 3);
        float min = asAttributes
                ? node.number("min", Float.NEGATIVE_INFINITY)
                : node.constantNumber(1, "lower limit", Float.NEGATIVE_INFINITY);
        float max = asAttributes
                ? node.number("max", Float.POSITIVE_INFINITY)
                : node.constantNumber(2, "upper limit", Float.POSITIVE_INFINITY);
        if (!(min <= max)) {
            throw node.damaged("its limits " + min + " and " + max + " leave nothing");
        }
        graph.emit(node, new Op.Clip(min, max), List.of(node.input(0)));
    }

    static void dropout(NodeSource node, GraphReader graph) {
        node.ignore("ratio");
        node.ignore("seed");
        node.requireAtMost(3);
        boolean training = node.hasInput(2)
                && graph.constants()
                        .get(node.input(2))
                        .map(value -> !(value instanceof Tensor.Bools flag) || flag.data()[0])
                        .orElse(true);
        if (training) {
            throw node.refuse("Dropout is in training mode", "export the model for inference");
        }
        graph.emit(node, new Op.Dropout(), List.of(node.input(0)));
    }

    /**
     * Before opset 13 the input was seen as a matrix whose rows are the axes before {@code axis}, and each row was
     * normalised as a whole.
     */
    static void softmax(NodeSource node, GraphReader graph) {
        List<String> inputs = node.inputs(1);
        if (graph.opset() >= 13) {
            graph.emit(node, new Op.Softmax(node.integer("axis", -1)), inputs);
            return;
        }
        Shape input = graph.shape(node, node.input(0));
        int axis = node.integer("axis", 1);
        int first = axis < 0 ? axis + input.rank() : axis;
        if (first < 0 || first >= input.rank()) {
            throw node.damaged("axis " + axis + " is outside the shape " + input);
        }
        int[] wide = IntStream.range(first, input.rank())
                .filter(i -> input.get(i) > 1)
                .toArray();
        if (wide.length <= 1) {
            graph.emit(node, new Op.Softmax(wide.length == 0 ? input.rank() - 1 : wide[0]), inputs);
            return;
        }
        String rows = graph.fresh(node.name() + "_rows");
        String normalised = graph.fresh(node.name() + "_normalised");
        graph.emit(node, new Node(rows, new Op.Flatten(first), inputs, rows));
        graph.emit(node, new Node(node.name(), new Op.Softmax(1), List.of(rows), normalised));
        graph.emit(
                node,
                new Node(
                        graph.fresh(node.name() + "_reshape"),
                        new Op.Reshape(input.toList()),
                        List.of(normalised),
                        node.output()));
    }

    private static float finite(NodeSource node, String attribute, float fallback) {
        float value = node.number(attribute, fallback);
        if (Float.isInfinite(value)) {
            throw node.damaged("attribute '" + attribute + "' is " + value);
        }
        return value;
    }
}
