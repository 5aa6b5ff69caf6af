package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How each operator is read, at opsets 7 to 26, by the <a href="https://onnx.ai/onnx/operators/">ONNX operator
 * specification</a>. Where the meaning of an operator changed, both meanings are known.
 */
final class Operators {
    private static final Map<String, BiConsumer<NodeSource, GraphReader>> READERS = new TreeMap<>(Map.ofEntries(
            Map.entry("Add", simple(new Op.Add(), 2)),
            Map.entry("AveragePool", Operators::averagePool),
            Map.entry("BatchNormalization", Operators::batchNormalization),
            Map.entry("Clip", Operators::clip),
            Map.entry("Concat", Operators::concat),
            Map.entry("Constant", Operators::constant),
            Map.entry("Conv", Operators::conv),
            Map.entry("DequantizeLinear", Operators::dequantize),
            Map.entry("Dropout", Operators::dropout),
            Map.entry("Flatten", Operators::flatten),
            Map.entry("Gemm", Operators::gemm),
            Map.entry("GlobalAveragePool", simple(new Op.GlobalAveragePool(), 1)),
            Map.entry("Identity", Operators::identity),
            Map.entry("MatMul", simple(new Op.MatMul(), 2)),
            Map.entry("MaxPool", Operators::maxPool),
            Map.entry("Pad", Operators::pad),
            Map.entry("QuantizeLinear", Operators::quantize),
            Map.entry("Relu", simple(new Op.Relu(), 1)),
            Map.entry("Reshape", Operators::reshape),
            Map.entry("Slice", Operators::slice),
            Map.entry("Softmax", Operators::softmax),
            Map.entry("Transpose", Operators::transpose)));

    private static final Set<String> OF_SHAPES =
            Set.of("Cast", "ConstantOfShape", "Gather", "Range", "Shape", "Size", "Squeeze", "Unsqueeze");

    private Operators() {}

    static boolean supports(NodeProto node) {
        return isStandard(node.getDomain()) && READERS.containsKey(node.getOpType());
    }

    /** Whether a domain is that of the standard operators. */
    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** The operator's name, with its domain unless that is the standard one. */
    static String qualifiedName(NodeProto node) {
        return isStandard(node.getDomain()) ? node.getOpType() : node.getDomain() + "." + node.getOpType();
    }

    /** What likely helps against operators that are not supported. */
    static String mend(List<String> unsupported) {
        return unsupported.stream().anyMatch(OF_SHAPES::contains)
                ? NodeSource.SIMPLIFY
                : "export the model with these operators only: " + String.join(", ", READERS.keySet());
    }

    /** Appends what a node computes to the graph. */
    static void read(NodeSource node, GraphReader graph) {
        BiConsumer<NodeSource, GraphReader> reader = READERS.get(node.operator());
        if (reader == null) {
            throw new IllegalArgumentException(node.operator());
        }
        reader.accept(node, graph);
    }

    private static BiConsumer<NodeSource, GraphReader> simple(Op op, int inputs) {
        return (node, graph) -> graph.emit(node, op, node.inputs(inputs));
    }

    private static void conv(NodeSource node, GraphReader graph) {
        List<String> inputs = node.inputs(3);
        Shape weights = graph.shape(node, node.input(1));
        if (weights.rank() != 4) {
            throw node.refuse(
                    "Conv over " + Math.max(0, weights.rank() - 2) + " spatial axes is not supported",
                    "use convolutions over images");
        }
        List<Integer> kernel = node.integers("kernel_shape").orElse(List.of(weights.get(2), weights.get(3)));
        Op op = new Op.Conv(Windows.read(node, kernel, graph.shape(node, node.input(0))), node.integer("group", 1));
        graph.emit(node, op, inputs);
    }

    private static void maxPool(NodeSource node, GraphReader graph) {
        // The order of storage tells only about the second output.
        node.ignore("storage_order");
        Op op = new Op.MaxPool(Windows.ofPool(node, graph.shape(node, node.input(0))), node.flag("ceil_mode"));
        graph.emit(node, op, node.inputs(1));
    }

    private static void averagePool(NodeSource node, GraphReader graph) {
        Op op = new Op.AveragePool(
                Windows.ofPool(node, graph.shape(node, node.input(0))),
                node.flag("ceil_mode"),
                node.flag("count_include_pad"));
        graph.emit(node, op, node.inputs(1));
    }

    private static void gemm(NodeSource node, GraphReader graph) {
        Op op = new Op.Gemm(
                finite(node, "alpha", node.number("alpha", 1)),
                finite(node, "beta", node.number("beta", 1)),
                node.flag("transA"),
                node.flag("transB"));
        graph.emit(node, op, node.inputs(3));
    }

    private static void batchNormalization(NodeSource node, GraphReader graph) {
        node.ignore("momentum");
        if (node.flag("training_mode") || node.integer("spatial", 1) == 0 || node.outputs() > 1) {
            throw node.refuse("BatchNormalization is in training mode", "export the model for inference");
        }
        List<String> inputs = node.inputs(5);
        for (String parameter : inputs.subList(1, inputs.size())) {
            if (!graph.constants().has(parameter)) {
                throw node.refuse(
                        "its parameter '" + parameter + "' is not constant", "export the model for inference");
            }
        }
        graph.emit(node, new Op.BatchNormalization(finite(node, "epsilon", node.number("epsilon", 1e-5f))), inputs);
    }

    private static void clip(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 11;
        node.requireAtMost(asAttributes ? 1 : 3);
        float min = asAttributes
                ? node.number("min", Float.NEGATIVE_INFINITY)
                : node.constantNumber(1, "lower limit", Float.NEGATIVE_INFINITY);
        float max = asAttributes
                ? node.number("max", Float.POSITIVE_INFINITY)
                : node.constantNumber(2, "upper limit", Float.POSITIVE_INFINITY);
        if (!(min <= max)) {
            throw node.refuse("its limits " + min + " and " + max + " leave nothing", "the file is damaged");
        }
        graph.emit(node, new Op.Clip(min, max), List.of(node.input(0)));
    }

    private static void concat(NodeSource node, GraphReader graph) {
        if (node.attribute("axis", AttributeType.INT) == null) {
            throw node.refuse("attribute 'axis' is missing", "the file is damaged");
        }
        graph.emit(node, new Op.Concat(node.integer("axis", 0)), node.inputs(Integer.MAX_VALUE));
    }

    private static void dropout(NodeSource node, GraphReader graph) {
        node.ignore("ratio");
        node.ignore("seed");
        node.requireAtMost(3);
        boolean training = node.hasInput(2)
                && graph.constants()
                        .get(node.input(2))
                        .map(value -> !(value instanceof Tensor.Longs flag)
                                || Arrays.stream(flag.data()).anyMatch(bit -> bit != 0))
                        .orElse(true);
        if (training) {
            throw node.refuse("Dropout is in training mode", "export the model for inference");
        }
        graph.emit(node, new Op.Dropout(), List.of(node.input(0)));
    }

    private static void identity(NodeSource node, GraphReader graph) {
        // Exporters share equal constants through Identity; these must stay constants.
        var constant = graph.constants().get(node.input(0));
        if (constant.isPresent()) {
            graph.constant(node.output(), constant.get());
        } else {
            graph.emit(node, new Op.Identity(), node.inputs(1));
        }
    }

    private static void constant(NodeSource node, GraphReader graph) {
        @Nullable Tensor value = node.tensor("value");
        @Nullable AttributeProto number = node.attribute("value_float", AttributeType.FLOAT);
        @Nullable AttributeProto numbers = node.attribute("value_floats", AttributeType.FLOATS);
        @Nullable AttributeProto integer = node.attribute("value_int", AttributeType.INT);
        @Nullable AttributeProto integers = node.attribute("value_ints", AttributeType.INTS);
        if (value == null && number != null) {
            value = Tensor.scalar(number.getF());
        } else if (value == null && numbers != null) {
            value = Tensor.floats(floats(numbers.getFloatsList()), numbers.getFloatsCount());
        } else if (value == null && integer != null) {
            value = new Tensor.Longs(Shape.of(), new long[] {integer.getI()});
        } else if (value == null && integers != null) {
            value = Tensor.longs(
                    integers.getIntsList().stream().mapToLong(Long::longValue).toArray());
        }
        node.requireAllAttributesRead();
        if (value == null) {
            throw node.refuse("the constant has no value", "the file is damaged");
        }
        graph.constant(node.output(), value);
    }

    private static float[] floats(List<Float> values) {
        float[] data = new float[values.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = values.get(i);
        }
        return data;
    }

    private static void flatten(NodeSource node, GraphReader graph) {
        graph.emit(node, new Op.Flatten(node.integer("axis", 1)), node.inputs(1));
    }

    private static void reshape(NodeSource node, GraphReader graph) {
        node.requireAtMost(2);
        List<Integer> extents = node.constantIntegers(1, "target shape");
        if (node.flag("allowzero") && extents.contains(0)) {
            throw node.refuse("its target " + extents + " asks for an empty tensor", "the file is damaged");
        }
        graph.emit(node, new Op.Reshape(extents), List.of(node.input(0)));
    }

    private static void transpose(NodeSource node, GraphReader graph) {
        int rank = graph.shape(node, node.input(0)).rank();
        List<Integer> reversed =
                new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.reverse(reversed);
        graph.emit(node, new Op.Transpose(node.integers("perm").orElse(reversed)), node.inputs(1));
    }

    private static void pad(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 11;
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant")) {
            throw node.refuse("padding in mode '" + mode + "' is not supported", "pad with a constant");
        }
        node.requireAtMost(asAttributes ? 1 : 4);
        List<Integer> pads = asAttributes
                ? node.integers("pads")
                        .orElseThrow(() -> node.refuse("attribute 'pads' is missing", "the file is damaged"))
                : node.constantIntegers(1, "pads");
        float value = asAttributes ? node.number("value", 0) : node.constantNumber(2, "value", 0);
        if (Float.isNaN(value)) {
            throw node.refuse("it pads with NaN", "the file is damaged");
        }
        if (node.hasInput(3)) {
            pads = allAxes(node, pads, node.constantIntegers(3, "axes"), graph.shape(node, node.input(0)));
        }
        graph.emit(node, new Op.Pad(pads, value), List.of(node.input(0)));
    }

    /** Spreads the pads of some axes over all axes. */
    private static List<Integer> allAxes(NodeSource node, List<Integer> pads, List<Integer> axes, Shape input) {
        if (pads.size() != 2 * axes.size()) {
            throw node.refuse(pads.size() + " pads for " + axes.size() + " axes", "the file is damaged");
        }
        Integer[] all = new Integer[2 * input.rank()];
        Arrays.fill(all, 0);
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i) < 0 ? axes.get(i) + input.rank() : axes.get(i);
            if (axis < 0 || axis >= input.rank()) {
                throw node.refuse("axis " + axes.get(i) + " is outside the shape " + input, "the file is damaged");
            }
            all[axis] = pads.get(i);
            all[axis + input.rank()] = pads.get(i + axes.size());
        }
        return List.of(all);
    }

    private static void slice(NodeSource node, GraphReader graph) {
        boolean asAttributes = graph.opset() < 10;
        node.requireAtMost(asAttributes ? 1 : 5);
        List<Integer> starts = asAttributes ? required(node, "starts") : node.constantIntegers(1, "starts");
        List<Integer> ends = asAttributes ? required(node, "ends") : node.constantIntegers(2, "ends");
        List<Integer> axes = IntStream.range(0, starts.size()).boxed().toList();
        List<Integer> steps = Collections.nCopies(starts.size(), 1);
        if (asAttributes) {
            axes = node.integers("axes").orElse(axes);
        } else {
            axes = node.hasInput(3) ? node.constantIntegers(3, "axes") : axes;
            steps = node.hasInput(4) ? node.constantIntegers(4, "steps") : steps;
        }
        if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
            throw node.refuse("its starts, ends, axes and steps differ in number", "the file is damaged");
        }
        for (int i = 0; i < starts.size(); i++) {
            if (steps.get(i) < 0 && ends.get(i) == Integer.MAX_VALUE) {
                // By the specification this is empty, by ONNX Runtime it goes to the first element.
                throw node.refuse(
                        "a backward slice that ends at the largest index is ambiguous",
                        "it should end at the smallest one");
            }
        }
        graph.emit(node, new Op.Slice(starts, ends, axes, steps), List.of(node.input(0)));
    }

    private static List<Integer> required(NodeSource node, String attribute) {
        return node.integers(attribute)
                .orElseThrow(() -> node.refuse("attribute '" + attribute + "' is missing", "the file is damaged"));
    }

    /**
     * Before opset 13 the input was seen as a matrix whose rows are the axes before {@code axis}, and each row was
     * normalised as a whole.
     */
    private static void softmax(NodeSource node, GraphReader graph) {
        List<String> inputs = node.inputs(1);
        if (graph.opset() >= 13) {
            graph.emit(node, new Op.Softmax(node.integer("axis", -1)), inputs);
            return;
        }
        Shape input = graph.shape(node, node.input(0));
        int axis = node.integer("axis", 1);
        int first = axis < 0 ? axis + input.rank() : axis;
        if (first < 0 || first >= input.rank()) {
            throw node.refuse("axis " + axis + " is outside the shape " + input, "the file is damaged");
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

    private static void quantize(NodeSource node, GraphReader graph) {
        node.ignore("saturate");
        node.ignore("precision");
        requireNoBlocks(node);
        int type = node.integer("output_dtype", 0);
        List<String> inputs = new ArrayList<>(node.inputs(3));
        if (inputs.size() == 2) {
            String zeroPoint = graph.fresh(node.name() + "_zero_point");
            graph.constant(zeroPoint, zeros(node, type, graph.shape(node, inputs.get(1))));
            inputs.add(zeroPoint);
        }
        graph.emit(node, new Op.QuantizeLinear(node.integer("axis", 1)), inputs);
    }

    private static Tensor zeros(NodeSource node, int type, Shape shape) {
        Tensor.CodeType codes =
                switch (DataType.forNumber(type)) {
                    case UNDEFINED, UINT8 -> Tensor.CodeType.UINT8;
                    case INT8 -> Tensor.CodeType.INT8;
                    case UINT4 -> Tensor.CodeType.UINT4;
                    case INT4 -> Tensor.CodeType.INT4;
                    case null, default ->
                        throw node.refuse("codes of type " + type + " are not supported", "use codes of 4 or 8 bits");
                };
        return new Tensor.Codes(codes, shape, new byte[(int) shape.elements()]);
    }

    private static void dequantize(NodeSource node, GraphReader graph) {
        requireNoBlocks(node);
        int type = node.integer("output_dtype", 0);
        if (type != 0 && type != DataType.FLOAT.getNumber()) {
            throw node.refuse("it does not give 32-bit floating point", "dequantize to 32-bit floating point");
        }
        graph.emit(node, new Op.DequantizeLinear(node.integer("axis", 1)), node.inputs(3));
    }

    private static void requireNoBlocks(NodeSource node) {
        if (node.integer("block_size", 0) != 0) {
            throw node.refuse("quantization by blocks is not supported", "quantize per tensor or per channel");
        }
    }

    private static float finite(NodeSource node, String attribute, float value) {
        if (!Float.isFinite(value)) {
            throw node.refuse("attribute '" + attribute + "' is " + value, "the file is damaged");
        }
        return value;
    }
}
