package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.vernier.evaluator.graph.Op;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * How each operator is read, at opsets 7 to 26, by the <a href="https://onnx.ai/onnx/operators/">ONNX operator
 * specification</a>. Where the meaning of an operator changed, both meanings are known.
 */
final class Operators {
    private static final Map<String, BiConsumer<NodeSource, GraphReader>> READERS = new TreeMap<>(Map.ofEntries(
            Map.entry("Add", simple(new Op.Add(), 2)),
            Map.entry("AveragePool", ComputingOperators::averagePool),
            Map.entry("BatchNormalization", ComputingOperators::batchNormalization),
            Map.entry("Clip", ComputingOperators::clip),
            Map.entry("Concat", MovingOperators::concat),
            Map.entry("Constant", MovingOperators::constant),
            Map.entry("Conv", Convolutions::conv),
            Map.entry("ConvTranspose", Convolutions::convTranspose),
            Map.entry("DequantizeLinear", QuantizingOperators::dequantize),
            Map.entry("Dropout", ComputingOperators::dropout),
            Map.entry("Flatten", MovingOperators::flatten),
            Map.entry("Gemm", ComputingOperators::gemm),
            Map.entry("GlobalAveragePool", simple(new Op.GlobalAveragePool(), 1)),
            Map.entry("Identity", MovingOperators::identity),
            Map.entry("MatMul", simple(new Op.MatMul(), 2)),
            Map.entry("MaxPool", ComputingOperators::maxPool),
            Map.entry("Pad", MovingOperators::pad),
            Map.entry("QuantizeLinear", QuantizingOperators::quantize),
            Map.entry("Relu", simple(new Op.Relu(), 1)),
            Map.entry("Reshape", MovingOperators::reshape),
            Map.entry("Slice", MovingOperators::slice),
            Map.entry("Softmax", ComputingOperators::softmax),
            Map.entry("Transpose", MovingOperators::transpose)));

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
}
