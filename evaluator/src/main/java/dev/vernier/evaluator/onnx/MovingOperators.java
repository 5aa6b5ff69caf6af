package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How operators are read that move elements, and constants. */
final class MovingOperators {
    private MovingOperators() {}

    static void concat(NodeSource node, GraphReader graph) {
        if (node.attribute("axis", AttributeType.INT).isEmpty()) {
            throw node.damaged("attribute 'axis' is missing");
        }
        graph.emit(node, new Op.Concat(node.integer("axis", 0)), node.inputs(Integer.MAX_VALUE));
    }

    static void identity(NodeSource node, GraphReader graph) {
        // Exporters share equal constants through Identity; these must stay constants.
        var constant = graph.constants().get(node.input(0));
        if (constant.isPresent()) {
            graph.constant(node.output(), constant.get());
        } else {
            graph.emit(node, new Op.Identity(), node.inputs(1));
        }
    }

    static void constant(NodeSource node, GraphReader graph) {
        Optional<Tensor> value = node.attribute("value", AttributeType.TENSOR)
                .map(node::tensor)
                .or(() ->
                        node.attribute("value_float", AttributeType.FLOAT).map(number -> Tensor.scalar(number.getF())))
                .or(() -> node.attribute("value_floats", AttributeType.FLOATS)
                        .map(numbers -> Tensor.floats(floats(numbers.getFloatsList()), numbers.getFloatsCount())))
                .or(() -> node.attribute("value_int", AttributeType.INT)
                        .map(number -> new Tensor.Longs(Shape.of(), new long[] {number.getI()})))
                .or(() -> node.attribute("value_ints", AttributeType.INTS)
                        .map(numbers -> Tensor.longs(numbers.getIntsList().stream()
                                .mapToLong(Long::longValue)
                                .toArray())));
        node.requireAllAttributesRead();
        graph.constant(node.output(), value.orElseThrow(() -> node.damaged("the constant has no value")));
    }

    private static float[] floats(List<Float> values) {
        float[] data = new float[values.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = values.get(i);
        }
        return data;
    }

    /** What the operator Shape leaves: extents are known while a model is read. */
    static Tensor shapeOf(NodeSource node, Shape shape) {
        int start = Math.clamp(fromEnd(node.integer("start", 0), shape.rank()), 0, shape.rank());
        int end = Math.clamp(fromEnd(node.integer("end", shape.rank()), shape.rank()), start, shape.rank());
        node.requireAllAttributesRead();
        return Tensor.longs(
                Arrays.stream(shape.toArray(), start, end).asLongStream().toArray());
    }

    /** What the operator Size leaves. */
    static Tensor sizeOf(NodeSource node, Shape shape) {
        node.requireAllAttributesRead();
        return new Tensor.Longs(Shape.of(), new long[] {shape.elements()});
    }

    private static int fromEnd(int axis, int rank) {
        return axis < 0 ? axis + rank : axis;
    }

    static void flatten(NodeSource node, GraphReader graph) {
        graph.emit(node, new Op.Flatten(node.integer("axis", 1)), node.inputs(1));
    }

    static void reshape(NodeSource node, GraphReader graph) {
        node.requireAtMost(2);
        List<Integer> extents = node.constantIntegers(1, "target shape");
        if (node.flag("allowzero") && extents.contains(0)) {
            throw node.damaged("its target " + extents + " asks for an empty tensor");
        }
        graph.emit(node, new Op.Reshape(extents), List.of(node.input(0)));
    }

    static void transpose(NodeSource node, GraphReader graph) {
        int rank = graph.shape(node, node.input(0)).rank();
        List<Integer> reversed =
                new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.reverse(reversed);
        graph.emit(node, new Op.Transpose(node.integers("perm").orElse(reversed)), node.inputs(1));
    }

    static void pad(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 11;
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant")) {
            throw node.refuse("padding in mode '" + mode + "' is not supported", "pad with a constant");
        }
        node.requireAtMost(asAttributes ? 1 : 4);
        List<Integer> pads = asAttributes ? required(node, "pads") : node.constantIntegers(1, "pads");
        float value = asAttributes ? node.number("value", 0) : node.constantNumber(2, "value", 0);
        if (Float.isNaN(value)) {
            throw node.damaged("it pads with NaN");
        }
        if (node.hasInput(3)) {
            pads = allAxes(node, pads, node.constantIntegers(3, "axes"), graph.shape(node, node.input(0)));
        }
        graph.emit(node, new Op.Pad(pads, value), List.of(node.input(0)));
    }

    /** Spreads the pads of some axes over all axes. */
    private static List<Integer> allAxes(NodeSource node, List<Integer> pads, List<Integer> axes, Shape input) {
        if (pads.size() != 2 * axes.size()) {
            throw node.damaged(pads.size() + " pads for " + axes.size() + " axes");
        }
        Integer[] all = new Integer[2 * input.rank()];
        Arrays.fill(all, 0);
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i) < 0 ? axes.get(i) + input.rank() : axes.get(i);
            if (axis < 0 || axis >= input.rank()) {
                throw node.damaged("axis " + axes.get(i) + " is outside the shape " + input);
            }
            all[axis] = pads.get(i);
            all[axis + input.rank()] = pads.get(i + axes.size());
        }
        return List.of(all);
    }

    static void slice(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 10;
        node.requireAtMost(asAttributes ? 1 : 5);
        List<Integer> starts = asAttributes ? required(node, "starts") : node.constantIntegers(1, "starts");
        List<Integer> ends = asAttributes ? required(node, "ends") : node.constantIntegers(2, "ends");
        List<Integer> first = IntStream.range(0, starts.size()).boxed().toList();
        List<Integer> axes =
                asAttributes ? node.integers("axes").orElse(first) : node.constantIntegers(3, "axes", first);
        List<Integer> steps = node.constantIntegers(4, "steps", Collections.nCopies(starts.size(), 1));
        if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
            throw node.damaged("its starts, ends, axes and steps differ in number");
        }
        // By the specification such a slice is empty, by ONNX Runtime it goes to the first element.
        if (IntStream.range(0, starts.size()).anyMatch(i -> steps.get(i) < 0 && ends.get(i) == Integer.MAX_VALUE)) {
            throw node.refuse(
                    "a backward slice that ends at the largest index is ambiguous",
                    "it should end at the smallest one");
        }
        graph.emit(node, new Op.Slice(starts, ends, axes, steps), List.of(node.input(0)));
    }

    private static List<Integer> required(NodeSource node, String attribute) {
        return node.integers(attribute).orElseThrow(() -> node.damaged("attribute '" + attribute + "' is missing"));
    }
}
