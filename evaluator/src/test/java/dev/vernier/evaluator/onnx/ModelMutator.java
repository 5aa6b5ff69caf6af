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
import dev.vernier.evaluator.testing.Mutator;
import java.util.List;
import java.util.Random;

/** Damages models: their bytes, or their parts so that the file stays one that a parser takes. */
final class ModelMutator {
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
            List.of("", "x", "../../etc/passwd", "/etc/passwd", "nearest", "-1", "99999999999999999999", "\0");

    private static final List<AttributeType> TYPES = List.of(AttributeType.values());

    private ModelMutator() {}

    static byte[] damage(byte[] valid, Random random) {
        return random.nextInt(3) == 0 ? Mutator.damage(valid, random) : damageParts(valid, random);
    }

    private static byte[] damageParts(byte[] valid, Random random) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(valid).toBuilder();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                damage(model, random);
            }
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the model was no model before", e);
        }
    }

    private static void damage(ModelProto.Builder model, Random random) {
        switch (random.nextInt(24)) {
            case 0 -> model.setIrVersion(random.nextInt(16));
            case 1 -> model.getOpsetImportBuilder(0).setVersion(random.nextInt(32));
            case 2 -> nest(model.getGraphBuilder(), 1 + random.nextInt(200));
            default -> damage(model.getGraphBuilder(), random);
        }
    }

    /** Makes the graph the only attribute of its first node, and that of its own, and so on. */
    private static void nest(GraphProto.Builder graph, int depth) {
        if (graph.getNodeCount() == 0) {
            return;
        }
        // Nests in nests would take gigabytes.
        NodeProto first = graph.getNode(0).toBuilder().clearAttribute().build();
        GraphProto inner = GraphProto.newBuilder().addNode(first).build();
        for (int i = 0; i < depth; i++) {
            AttributeProto.Builder branch = AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeType.GRAPH)
                    .setG(inner);
            inner = GraphProto.newBuilder()
                    .addNode(first.toBuilder().addAttribute(branch))
                    .build();
        }
        graph.setNode(0, inner.getNode(0));
    }

    private static void damage(GraphProto.Builder graph, Random random) {
        int kind = random.nextInt(12);
        if (kind < 2 && graph.getInitializerCount() > 0) {
            damage(graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount())), random);
        } else if (kind == 2 && graph.getInputCount() > 0) {
            TensorShapeProto.Builder shape = graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder();
            if (shape.getDimCount() > 0) {
                shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(Mutator.claim(random));
            }
        } else if (kind == 3 && graph.getInputCount() > 0) {
            graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(random.nextInt(25));
        } else if (kind == 4 && graph.getNodeCount() > 0) {
            graph.removeNode(random.nextInt(graph.getNodeCount()));
        } else if (kind == 5 && graph.getNodeCount() > 0) {
            graph.addNode(graph.getNode(random.nextInt(graph.getNodeCount())));
        } else if (graph.getNodeCount() > 0) {
            damage(graph, graph.getNodeBuilder(random.nextInt(graph.getNodeCount())), random);
        }
    }

    private static void damage(GraphProto.Builder graph, NodeProto.Builder node, Random random) {
        switch (random.nextInt(11)) {
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
            case 6 -> node.addInput(TEXTS.get(random.nextInt(TEXTS.size())));
            case 7 -> {
                if (node.getAttributeCount() > 0) {
                    node.removeAttribute(random.nextInt(node.getAttributeCount()));
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
        switch (random.nextInt(8)) {
            case 0 -> attribute.setI(Mutator.claim(random));
            case 1 -> {
                if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), Mutator.claim(random));
                }
            }
            case 2 -> attribute.setType(TYPES.get(random.nextInt(TYPES.size())));
            case 3 -> attribute.setS(ByteString.copyFromUtf8(TEXTS.get(random.nextInt(TEXTS.size()))));
            case 4, 5, 6 -> {
                if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), random.nextInt(-2, 4));
                } else if (attribute.hasI()) {
                    attribute.setI(random.nextInt(-2, 4));
                }
            }
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
        switch (random.nextInt(7)) {
            case 0 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), Mutator.claim(random));
                }
            }
            case 1 -> tensor.setDataType(random.nextInt(25));
            case 2 -> {
                if (tensor.getInt64DataCount() > 0) {
                    tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), Mutator.claim(random));
                }
            }
            case 3 -> {
                if (tensor.getExternalDataCount() > 0) {
                    tensor.getExternalDataBuilder(random.nextInt(tensor.getExternalDataCount()))
                            .setValue(TEXTS.get(random.nextInt(TEXTS.size())));
                }
            }
            case 4 -> tensor.addDims(Mutator.claim(random));
            case 5 ->
                tensor.setRawData(tensor.getRawData()
                        .substring(random.nextInt(tensor.getRawData().size() + 1)));
            default -> tensor.setName("renamed");
        }
    }
}
