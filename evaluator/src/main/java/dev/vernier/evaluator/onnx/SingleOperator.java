package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;

/**
 * Collects a model of one node, of any operator, graphs of ours or not: what one gives to ONNX Runtime to see how it
 * does with a single operator. Operands come in the operator's order; shapes are fixed.
 */
public final class SingleOperator {
    /** The name of the model's one output. */
    public static final String OUTPUT = "y";

    /** The domain of the operators that ONNX Runtime adds to the standard ones. */
    private static final String MICROSOFT = "com.microsoft";

    private static final int OPSET = 21;
    private static final int IR_VERSION = 10;

    private final NodeProto.Builder node;
    private final GraphProto.Builder graph = GraphProto.newBuilder();

    private SingleOperator(String domain, String type) {
        node = NodeProto.newBuilder()
                .setName(type)
                .setDomain(domain)
                .setOpType(type)
                .addOutput(OUTPUT);
        graph.setName(type);
    }

    /** A model of an operator of ONNX's own, as opset 21 has it. */
    public static SingleOperator standard(String type) {
        return new SingleOperator("", type);
    }

    /** A model of an operator that only ONNX Runtime knows. */
    public static SingleOperator microsoft(String type) {
        return new SingleOperator(MICROSOFT, type);
    }

    /** The next operand is fed by the caller. */
    public SingleOperator input(String name, ElementType type, Shape shape) {
        node.addInput(name);
        graph.addInput(value(name, type, shape));
        return this;
    }

    /** The next operand is part of the model, so that a runtime may lay it out beforehand. */
    public SingleOperator constant(String name, Tensor tensor) {
        node.addInput(name);
        graph.addInitializer(TensorWriter.write(name, tensor));
        return this;
    }

    public SingleOperator attribute(String name, int value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value));
        return this;
    }

    public SingleOperator attribute(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        node.addAttribute(attribute);
        return this;
    }

    /** The bytes of the file, with an output of this type and shape. */
    public byte[] toBytes(ElementType type, Shape shape) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("vernier")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
                .setGraph(graph.clone().addNode(node).addOutput(value(OUTPUT, type, shape)))
                .build()
                .toByteArray();
    }

    static ValueInfoProto value(String name, ElementType type, Shape shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        for (int extent : shape.toArray()) {
            extents.addDimBuilder().setDimValue(extent);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataTypes.code(type))
                                .setShape(extents)))
                .build();
    }
}
