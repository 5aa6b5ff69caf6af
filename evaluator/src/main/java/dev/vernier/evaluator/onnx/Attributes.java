package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.vernier.evaluator.graph.Attribute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Attributes of operators that are passed on: between files and graphs. */
final class Attributes {
    /** Attributes that name a type of element. */
    private static final Set<String> OF_TYPE = Set.of("to", "dtype");

    private Attributes() {}

    /**
     * All attributes of a node. Where one asks for floating point of another width, 32 bits take its place.
     *
     * @throws dev.vernier.hardware.input.InvalidInputException when one holds what cannot be passed on
     */
    static SortedMap<String, Attribute> read(NodeSource node, NodeProto proto) {
        SortedMap<String, Attribute> all = new TreeMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            all.put(attribute.getName(), read(node, attribute));
        }
        return all;
    }

    private static Attribute read(NodeSource node, AttributeProto attribute) {
        String name = attribute.getName();
        return switch (attribute.getType()) {
            case INT -> new Attribute.Whole(OF_TYPE.contains(name) ? type(attribute.getI()) : attribute.getI());
            case INTS -> new Attribute.Wholes(attribute.getIntsList());
            case FLOAT -> new Attribute.Real(attribute.getF());
            case FLOATS -> new Attribute.Reals(attribute.getFloatsList());
            case STRING -> new Attribute.Text(text(node, name, attribute.getS()));
            case STRINGS ->
                new Attribute.Texts(attribute.getStringsList().stream()
                        .map(value -> text(node, name, value))
                        .toList());
            case TENSOR -> new Attribute.OfTensor(node.tensor(attribute));
            case GRAPH, GRAPHS ->
                throw node.refuse(
                        node.operator() + " runs a graph of its own, which is not supported",
                        "export the model without control flow");
            default ->
                throw node.refuse(
                        "attribute '" + name + "' is of type " + attribute.getType() + ", which is not supported",
                        "export the model without " + node.operator());
        };
    }

    private static long type(long code) {
        return DataTypes.of((int) code)
                .map(DataTypes::code)
                .map(Integer::longValue)
                .orElse(code);
    }

    private static String text(NodeSource node, String name, ByteString bytes) {
        if (!bytes.isValidUtf8()) {
            throw node.damaged("attribute '" + name + "' is no text");
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** @param body how a graph that an operator runs is written */
    static void write(
            SortedMap<String, Attribute> attributes,
            NodeProto.Builder out,
            Function<Attribute.OfGraph, GraphProto> body) {
        attributes.forEach((name, attribute) -> out.addAttribute(write(name, attribute, body)));
    }

    private static AttributeProto.Builder write(
            String name, Attribute attribute, Function<Attribute.OfGraph, GraphProto> body) {
        AttributeProto.Builder out = AttributeProto.newBuilder().setName(name);
        return switch (attribute) {
            case Attribute.Whole(long value) -> out.setType(AttributeType.INT).setI(value);
            case Attribute.Wholes(List<Long> values) ->
                out.setType(AttributeType.INTS).addAllInts(values);
            case Attribute.Real(float value) -> out.setType(AttributeType.FLOAT).setF(value);
            case Attribute.Reals(List<Float> values) ->
                out.setType(AttributeType.FLOATS).addAllFloats(values);
            case Attribute.Text(String value) ->
                out.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
            case Attribute.Texts(List<String> values) -> {
                values.forEach(value -> out.addStrings(ByteString.copyFromUtf8(value)));
                yield out.setType(AttributeType.STRINGS);
            }
            case Attribute.OfTensor tensor ->
                out.setType(AttributeType.TENSOR).setT(TensorWriter.write("", tensor.value()));
            case Attribute.OfGraph graph -> out.setType(AttributeType.GRAPH).setG(body.apply(graph));
        };
    }
}
