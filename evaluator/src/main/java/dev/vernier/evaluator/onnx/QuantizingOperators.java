package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** How the operators between real numbers and codes are read. */
final class QuantizingOperators {
    private QuantizingOperators() {}

    static void quantize(NodeSource node, GraphReader graph) {
        // Saturation is a matter of 8-bit floating point.
        node.ignore("saturate");
        requireNoBlocks(node);
        requireFloat(node, "precision");
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
        if (type == DataType.UINT16.getNumber()) {
            return new Tensor.WideCodes(shape, new char[(int) shape.elements()]);
        }
        Tensor.CodeType codes =
                switch (DataType.forNumber(type)) {
                    case UNDEFINED, UINT8 -> Tensor.CodeType.UINT8;
                    case INT8 -> Tensor.CodeType.INT8;
                    case UINT4 -> Tensor.CodeType.UINT4;
                    case INT4 -> Tensor.CodeType.INT4;
                    case null, default ->
                        throw node.refuse(
                                "codes of type " + type + " are not supported",
                                "use codes of 4 or 8 bits, or unsigned ones of 16");
                };
        return new Tensor.Codes(codes, shape, new byte[(int) shape.elements()]);
    }

    static void dequantize(NodeSource node, GraphReader graph) {
        requireFloat(node, "output_dtype");
        int blockSize = node.integer("block_size", 0);
        graph.emit(node, new Op.DequantizeLinear(node.integer("axis", 1), blockSize), node.inputs(3));
    }

    private static void requireNoBlocks(NodeSource node) {
        if (node.integer("block_size", 0) != 0) {
            throw node.refuse("quantization by blocks is not supported", "quantize per tensor or per channel");
        }
    }

    private static void requireFloat(NodeSource node, String attribute) {
        int type = node.integer(attribute, 0);
        if (type != 0 && type != DataType.FLOAT.getNumber()) {
            throw node.refuse("it does not compute in 32-bit floating point", "quantize from and to 32 bits");
        }
    }
}
