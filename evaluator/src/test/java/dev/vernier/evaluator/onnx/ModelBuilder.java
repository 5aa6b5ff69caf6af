package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Builds ONNX models for tests straight from protobuf, so that our writer cannot hide mistakes of our reader. */
final class ModelBuilder {
    private final ModelProto.Builder model = ModelProto.newBuilder();
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    private ModelBuilder(int opset) {
        model.setIrVersion(opset < 13 ? 6 : opset < 21 ? 8 : 10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
    }

    static ModelBuilder opset(int opset) {
        return new ModelBuilder(opset);
    }

    /** Declares an input; a dimension is a number, or a text for one that is dynamic. */
    ModelBuilder input(String name, Object... dimensions) {
        return input(name, DataType.FLOAT, dimensions);
    }

    ModelBuilder input(String name, DataType type, Object... dimensions) {
        graph.addInput(valueInfo(name, type).setType(type(type, dimensions)));
        return this;
    }

    /** Declares an output without its shape, which consumers infer. */
    ModelBuilder output(String name) {
        return output(name, DataType.FLOAT);
    }

    ModelBuilder output(String name, DataType type) {
        graph.addOutput(valueInfo(name, type));
        return this;
    }

    ModelBuilder initializer(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    /** An initializer of seeded random numbers between −1 and 1. */
    ModelBuilder random(String name, int... dims) {
        return initializer(floats(name, dims, noise(name.hashCode(), product(dims))));
    }

    /** An initializer of seeded random numbers between 0.5 and 1.5. */
    ModelBuilder positive(String name, int... dims) {
        float[] values = noise(name.hashCode(), product(dims));
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + values[i] / 2;
        }
        return initializer(floats(name, dims, values));
    }

    ModelBuilder longs(String name, long... values) {
        return initializer(integers(name, values));
    }

    /** Appends a node; inputs and outputs are separated by spaces, {@code _} stands for one left out. */
    ModelBuilder node(String type, String inputs, String outputs, AttributeProto... attributes) {
        return named(type + "_of_" + outputs.replace(' ', '_'), type, inputs, outputs, attributes);
    }

    ModelBuilder named(String name, String type, String inputs, String outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(type)
                .addAllInput(names(inputs))
                .addAllOutput(names(outputs))
                .addAllAttribute(Arrays.asList(attributes)));
        return this;
    }

    GraphProto.Builder graph() {
        return graph;
    }

    ModelProto.Builder model() {
        return model;
    }

    byte[] bytes() {
        return model.setGraph(graph).build().toByteArray();
    }

    static float[] noise(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    static TensorProto floats(String name, int[] dims, float... values) {
        TensorProto.Builder tensor = tensor(name, DataType.FLOAT, dims);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    static TensorProto integers(String name, long... values) {
        TensorProto.Builder tensor = tensor(name, DataType.INT64, values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    static TensorProto raw(String name, DataType type, int[] dims, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return tensor(name, type, dims).setRawData(ByteString.copyFrom(data)).build();
    }

    static TensorProto.Builder tensor(String name, DataType type, int... dims) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(IntStream.of(dims).asLongStream().boxed().toList());
    }

    static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    static AttributeProto integers(String name, int... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(IntStream.of(values).asLongStream().boxed().toList())
                .build();
    }

    private static ValueInfoProto.Builder valueInfo(String name, DataType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber())));
    }

    private static TypeProto type(DataType type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            TensorShapeProto.Dimension.Builder extent = shape.addDimBuilder();
            if (dimension instanceof Number number) {
                extent.setDimValue(number.longValue());
            } else {
                extent.setDimParam(dimension.toString());
            }
        }
        return TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(shape))
                .build();
    }

    private static List<String> names(String names) {
        return names.isEmpty()
                ? List.of()
                : Arrays.stream(names.split(" ", -1))
                        .map(name -> name.equals("_") ? "" : name)
                        .toList();
    }

    private static int product(int... dims) {
        return IntStream.of(dims).reduce(1, Math::multiplyExact);
    }
}
