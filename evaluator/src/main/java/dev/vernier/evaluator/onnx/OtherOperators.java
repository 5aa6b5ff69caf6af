package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** How operators are read that are passed on: what they leave is asked of an oracle, in a model of one node. */
final class OtherOperators {
    /** Larger constants hardly decide a shape: these are declared rather than shown. */
    private static final int SHOWN_ELEMENTS = 1024;

    /** A constant that a model computes may have so many elements. */
    private static final long MAX_COMPUTED_ELEMENTS = 1L << 26;

    private static final int IR_VERSION = 8;

    private static final Set<String> RANDOM = Set.of(
            "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike");

    /** Constant, but kept: these say how a model is quantized. */
    private static final Set<String> QUANTIZING = Set.of("DequantizeLinear", "QuantizeLinear");

    /** What stands for an output that nobody wants. */
    private static final TensorType UNWANTED = new TensorType(ElementType.FLOAT, Shape.of());

    private final Map<String, Integer> opsets;
    private final ConstantPool constants;
    private final OperatorOracle oracle;

    OtherOperators(Map<String, Integer> opsets, ConstantPool constants, OperatorOracle oracle) {
        this.opsets = opsets;
        this.constants = constants;
        this.oracle = oracle;
    }

    /** Whether what a node leaves depends on constants alone. */
    boolean isConstant(NodeProto node) {
        List<String> read =
                node.getInputList().stream().filter(input -> !input.isEmpty()).toList();
        return !read.isEmpty()
                && read.stream().allMatch(constants::has)
                && !RANDOM.contains(node.getOpType())
                && !QUANTIZING.contains(node.getOpType());
    }

    /** The constants that a node leaves. */
    Map<String, Tensor> compute(NodeSource source, NodeProto node) {
        if (node.getOpType().equals("Identity") && Operators.isStandard(node.getDomain())) {
            return Map.of(source.output(), constants.get(source.input(0)).orElseThrow());
        }
        byte[] model = model(node, Attributes.read(source, node), Map.of());
        List<String> outputs = wanted(node);
        try {
            for (TensorType result : oracle.results(model)) {
                if (result.shape().elements() > MAX_COMPUTED_ELEMENTS) {
                    throw source.refuse(
                            "it makes a constant of shape " + result.shape(), "export the model with folded constants");
                }
            }
            List<Tensor> values = oracle.compute(model);
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                named.put(outputs.get(i), values.get(i));
            }
            return named;
        } catch (IllegalArgumentException e) {
            throw source.refuse(
                    source.operator() + " of constants cannot be computed: " + e.getMessage(),
                    "export the model with folded constants");
        }
    }

    /**
     * A node as it is.
     *
     * @param types what each of its inputs is
     */
    Node read(NodeSource source, NodeProto node, Function<String, TensorType> types) {
        if (RANDOM.contains(node.getOpType()) || dropsOut(node)) {
            throw source.refuse(
                    node.getOpType() + " leaves something else each time", "export the model for inference");
        }
        SortedMap<String, Attribute> attributes = Attributes.read(source, node);
        Map<String, TensorType> inputs = new LinkedHashMap<>();
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !isShown(input)) {
                inputs.put(input, types.apply(input));
            }
        }
        List<TensorType> wanted;
        try {
            wanted = oracle.results(model(node, attributes, inputs));
        } catch (IllegalArgumentException e) {
            throw source.refuse(
                    "operator " + Operators.qualifiedName(node) + " is not supported here: " + e.getMessage(),
                    "export the model without it");
        }
        List<TensorType> results = new ArrayList<>();
        List<String> outputs = withoutEnd(node.getOutputList());
        int next = 0;
        for (String output : outputs) {
            results.add(output.isEmpty() ? UNWANTED : wanted.get(next++));
        }
        String domain = Operators.isStandard(node.getDomain()) ? "" : node.getDomain();
        return new Node(
                source.name(),
                new Op.Other(domain, node.getOpType(), attributes, results),
                withoutEnd(node.getInputList()),
                outputs);
    }

    /** The versions that a node of the graph is written in. */
    Map<String, Integer> opsets(NodeProto node) {
        Map<String, Integer> versions = new TreeMap<>();
        versions.put("", opsets.getOrDefault("", 1));
        if (!Operators.isStandard(node.getDomain())) {
            versions.put(node.getDomain(), opsets.getOrDefault(node.getDomain(), 1));
        }
        return versions;
    }

    /** Whether a node is a Dropout that is, or may be, in training mode. */
    private boolean dropsOut(NodeProto node) {
        return node.getOpType().equals("Dropout")
                && node.getInputCount() > 2
                && !node.getInput(2).isEmpty()
                && constants
                        .get(node.getInput(2))
                        .map(mode -> !(mode instanceof Tensor.Bools bools) || bools.data()[0])
                        .orElse(true);
    }

    private boolean isShown(String input) {
        return constants
                .get(input)
                .filter(value -> value.shape().elements() <= SHOWN_ELEMENTS)
                .isPresent();
    }

    private byte[] model(NodeProto node, SortedMap<String, Attribute> attributes, Map<String, TensorType> inputs) {
        NodeProto.Builder copy = NodeProto.newBuilder()
                .setOpType(node.getOpType())
                .setDomain(node.getDomain())
                .addAllInput(node.getInputList())
                .addAllOutput(node.getOutputList());
        Attributes.write(attributes, copy);
        GraphProto.Builder graph = GraphProto.newBuilder().setName("node").addNode(copy);
        for (String input : new HashSet<>(node.getInputList())) {
            if (!input.isEmpty() && !inputs.containsKey(input)) {
                graph.addInitializer(
                        TensorWriter.write(input, constants.get(input).orElseThrow()));
            }
        }
        inputs.forEach((name, type) -> graph.addInput(SingleOperator.value(name, type.element(), type.shape())));
        wanted(node)
                .forEach(output -> graph.addOutput(ValueInfoProto.newBuilder().setName(output)));
        ModelProto.Builder model =
                ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph);
        opsets(node)
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        return model.build().toByteArray();
    }

    private static List<String> wanted(NodeProto node) {
        return node.getOutputList().stream().filter(output -> !output.isEmpty()).toList();
    }

    /** Names without those at the end that are left out. */
    private static List<String> withoutEnd(List<String> names) {
        int end = names.size();
        while (end > 0 && names.get(end - 1).isEmpty()) {
            end--;
        }
        return names.subList(0, end);
    }
}
