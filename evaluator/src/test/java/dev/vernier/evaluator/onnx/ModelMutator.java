package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages models: their bytes, or their parts so that the file stays one that a parser takes. */
final class ModelMutator {
    private static final long[] EXTENTS = {
        0, 1, 2, -1, -2, 1 << 16, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final List<String> OPERATORS = List.of(
            "Add",
            "Cast",
            "ConstantOfShape",
            "Div",
            "Expand",
            "Gather",
            "If",
            "Loop",
            "MatMul",
            "NonZero",
            "Pad",
            "Range",
            "Reshape",
            "Resize",
            "Scan",
            "SequenceConstruct",
            "Shape",
            "Slice",
            "Split",
            "Tile",
            "Transpose",
            "Unsqueeze");
    private static final List<String> TEXTS =
            List.of("", "../../etc/passwd", "/etc/passwd", "nearest", "-1", "99999999999999999999", "\0");

    private static final List<AttributeType> TYPES = List.of(AttributeType.values());

    private ModelMutator() {}

    static byte[] damage(byte[] valid, Random random) {
        return random.nextBoolean() ? damageBytes(valid, random) : damageParts(valid, random);
    }

    static byte[] damageBytes(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int length = Math.min(random.nextInt(16), bytes.length - at);
                    System.arraycopy(valid, random.nextInt(valid.length - length), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    private static byte[] damageParts(byte[] valid, Random random) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(valid).toBuilder();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                damage(model.getGraphBuilder(), random);
            }
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the model was no model before", e);
        }
    }

    private static void damage(GraphProto.Builder graph, Random random) {
        int kind = random.nextInt(10);
        if (kind < 2 && graph.getInitializerCount() > 0) {
            damage(graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount())), random);
        } else if (kind == 2 && graph.getInputCount() > 0) {
            TensorShapeProto.Builder shape = graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder();
            if (shape.getDimCount() > 0) {
                shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(any(EXTENTS, random));
            }
        } else if (kind == 3 && graph.getInputCount() > 0) {
            graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(random.nextInt(25));
        } else if (graph.getNodeCount() > 0) {
            damage(graph, graph.getNodeBuilder(random.nextInt(graph.getNodeCount())), random);
        }
    }

    private static void damage(GraphProto.Builder graph, NodeProto.Builder node, Random random) {
        switch (random.nextInt(7)) {
            case 0 -> node.setOpType(OPERATORS.get(random.nextInt(OPERATORS.size())));
            case 1 -> node.setDomain("com.microsoft");
            case 2, 3 -> {
                NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
                if (node.getInputCount() > 0 && other.getOutputCount() > 0) {
                    node.setInput(random.nextInt(node.getInputCount()), other.getOutput(0));
                }
            }
            case 4 -> {
                if (node.getInputCount() > 0 && graph.getInitializerCount() > 0) {
                    int at = random.nextInt(graph.getInitializerCount());
                    node.setInput(
                            random.nextInt(node.getInputCount()),
                            graph.getInitializer(at).getName());
                }
            }
            case 5 -> {
                if (node.getInputCount() > 0) {
                    node.clearInput();
                }
            }
            default -> {
                if (node.getAttributeCount() > 0) {
                    damage(node.getAttributeBuilder(random.nextInt(node.getAttributeCount())), random);
                }
            }
        }
    }

    private static void damage(AttributeProto.Builder attribute, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> attribute.setI(any(EXTENTS, random));
            case 1 -> {
                if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), any(EXTENTS, random));
                }
            }
            case 2 -> attribute.setType(TYPES.get(random.nextInt(TYPES.size())));
            case 3 -> attribute.setS(ByteString.copyFromUtf8(TEXTS.get(random.nextInt(TEXTS.size()))));
            default -> {
                if (attribute.hasG()) {
                    damage(attribute.getGBuilder(), random);
                } else {
                    attribute.setF(random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY);
                }
            }
        }
    }

    private static void damage(TensorProto.Builder tensor, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), any(EXTENTS, random));
                }
            }
            case 1 -> tensor.setDataType(random.nextInt(25));
            case 2 -> {
                if (tensor.getInt64DataCount() > 0) {
                    tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), any(EXTENTS, random));
                }
            }
            case 3 -> {
                if (tensor.getExternalDataCount() > 0) {
                    tensor.getExternalDataBuilder(random.nextInt(tensor.getExternalDataCount()))
                            .setValue(TEXTS.get(random.nextInt(TEXTS.size())));
                }
            }
            default -> tensor.setName("renamed");
        }
    }

    private static long any(long[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
