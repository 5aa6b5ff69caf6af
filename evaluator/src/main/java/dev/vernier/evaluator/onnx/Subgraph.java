package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The graph in an attribute of a node, whose names are its own but for those that it reads from outside. */
final class Subgraph {
    private Subgraph() {}

    /**
     * The same graph with other names for all that it defines, so that its nodes can stand beside those outside.
     *
     * @param fresh gives a new name for an old one
     */
    static GraphProto renamed(GraphProto graph, UnaryOperator<String> fresh) {
        Map<String, String> names = new HashMap<>();
        for (String defined : defined(graph)) {
            names.computeIfAbsent(defined, fresh);
        }
        GraphProto.Builder copy = GraphProto.newBuilder(renamed(graph, names));
        for (NodeProto.Builder node : copy.getNodeBuilderList()) {
            node.setName(fresh.apply(node.getName().isBlank() ? node.getOpType() : node.getName()));
        }
        return copy.build();
    }

    private static GraphProto renamed(GraphProto graph, Map<String, String> names) {
        GraphProto.Builder copy =
                graph.toBuilder().clearInitializer().clearNode().clearOutput();
        for (TensorProto initializer : graph.getInitializerList()) {
            copy.addInitializer(initializer.toBuilder().setName(renamed(initializer.getName(), names)));
        }
        for (NodeProto node : graph.getNodeList()) {
            copy.addNode(renamed(node, names));
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            copy.addOutput(output.toBuilder().setName(renamed(output.getName(), names)));
        }
        return copy.build();
    }

    private static NodeProto renamed(NodeProto node, Map<String, String> names) {
        NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
        node.getInputList().forEach(input -> copy.addInput(renamed(input, names)));
        node.getOutputList().forEach(output -> copy.addOutput(renamed(output, names)));
        for (AttributeProto attribute : node.getAttributeList()) {
            copy.addAttribute(attribute.hasG() ? renamed(attribute, names) : attribute);
        }
        return copy.build();
    }

    /** What a graph within defines stays its own, even where it has the name of something outside. */
    private static AttributeProto renamed(AttributeProto attribute, Map<String, String> names) {
        Map<String, String> inner = new HashMap<>(names);
        inner.keySet().removeAll(defined(attribute.getG()));
        return attribute.toBuilder().setG(renamed(attribute.getG(), inner)).build();
    }

    private static String renamed(String name, Map<String, String> names) {
        return names.getOrDefault(name, name);
    }

    private static List<String> defined(GraphProto graph) {
        List<String> defined = new ArrayList<>();
        graph.getInputList().forEach(input -> defined.add(input.getName()));
        graph.getInitializerList().forEach(initializer -> defined.add(initializer.getName()));
        graph.getNodeList().forEach(node -> defined.addAll(node.getOutputList()));
        defined.removeIf(String::isEmpty);
        return defined;
    }
}
