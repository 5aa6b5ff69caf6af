package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How operators are read that are passed on: what they leave is asked of an oracle, in a model of one node. Equal questions,
 * which a network of equal blocks asks again and again, are asked once.
 */
final class OtherOperators {
    /** Larger constants hardly decide a shape: these are declared rather than shown. */
    private static final int SHOWN_ELEMENTS = 1024;

    /** A constant that a model computes may have so many elements. */
    private static final long MAX_COMPUTED_ELEMENTS = 1L << 26;

    /** All that a model computes, at up to 8 bytes each, must leave half of the memory. */
    private static final int BYTES_OF_MEMORY_PER_ELEMENT = 16;

    /** Answers to larger models are not kept: their constants are weights, hardly met twice. */
    private static final int REMEMBERED_BYTES = 1 << 16;

    private static final int IR_VERSION = 8;

    private static final Set<String> RANDOM = Set.of(
            "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike");

    /** Constant, but kept: these say how a model is quantized. */
    private static final Set<String> QUANTIZING = Set.of("DequantizeLinear", "QuantizeLinear");

    /** They leave as many elements as some condition tells, or as many indices of them. */
    private static final Set<String> SELECTING = Set.of("Compress", "NonZero", "Unique");

    /** What stands for an output that nobody wants. */
    private static final TensorType UNWANTED = new TensorType(ElementType.FLOAT, Shape.of());

    private final Map<String, Integer> opsets;
    private final ConstantPool constants;
    private final OperatorOracle oracle;
    private final Hazards hazards;
    private long computable = Runtime.getRuntime().maxMemory() / BYTES_OF_MEMORY_PER_ELEMENT;
    private final Map<ByteString, List<TensorType>> results = new HashMap<>();
    private final Map<ByteString, List<Tensor>> values = new HashMap<>();

    OtherOperators(Map<String, Integer> opsets, ConstantPool constants, OperatorOracle oracle) {
        this.opsets = opsets;
        this.constants = constants;
        this.oracle = oracle;
        hazards = new Hazards(constants);
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
        hazards.require(source, node);
        ByteString model = model(node, Attributes.read(source, node), Map.of());
        List<String> outputs = wanted(node);
        try {
            boolean selects = SELECTING.contains(node.getOpType());
            List<Tensor> computed = remembered(values, model, bytes -> computed(bytes, selects));
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < computed.size(); i++) {
                named.put(outputs.get(i), computed.get(i));
            }
            return named;
        } catch (IllegalArgumentException e) {
            throw source.refuse(
                    source.operator() + " of constants cannot be computed: " + e.getMessage(),
                    "export the model with folded constants");
        }
    }

    private List<Tensor> computed(byte[] model, boolean selects) {
        List<Tensor> computed = oracle.compute(model, Math.min(MAX_COMPUTED_ELEMENTS, computable), selects);
        for (Tensor tensor : computed) {
            computable -= tensor.shape().elements();
        }
        return computed;
    }

    private static <T> List<T> remembered(
            Map<ByteString, List<T>> known, ByteString model, Function<byte[], List<T>> ask) {
        List<T> answer = known.get(model);
        if (answer == null) {
            answer = ask.apply(model.toByteArray());
            if (model.size() <= REMEMBERED_BYTES) {
                known.put(model, answer);
            }
        }
        return answer;
    }

    /**
     * A node as it is.
     *
     * @param types what each of its inputs is
     * @param mend what helps where it does not run
     */
    Node read(NodeSource source, NodeProto node, Function<String, TensorType> types, String mend) {
        if (RANDOM.contains(node.getOpType()) || dropsOut(node)) {
            throw source.refuse(
                    node.getOpType() + " leaves something else each time", "export the model for inference");
        }
        hazards.require(source, node);
        hazards.requireKnownDivisor(source, node, types);
        SortedMap<String, Attribute> attributes = Attributes.read(source, node);
        Map<String, TensorType> inputs = new LinkedHashMap<>();
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !isShown(input) && !(Hazards.divides(node) && constants.has(input))) {
                inputs.put(input, types.apply(input));
            }
        }
        List<TensorType> wanted;
        try {
            wanted = remembered(results, model(node, attributes, inputs), oracle::results);
        } catch (IllegalArgumentException e) {
            throw source.refuse(
                    "operator " + Operators.qualifiedName(node) + " is not supported here: " + e.getMessage(), mend);
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

    /** A model of one node whose tensors are named after their places, so that equal nodes make equal models. */
    private ByteString model(NodeProto node, SortedMap<String, Attribute> attributes, Map<String, TensorType> inputs) {
        NodeProto.Builder copy =
                NodeProto.newBuilder().setOpType(node.getOpType()).setDomain(node.getDomain());
        Attributes.write(attributes, copy, _ -> GraphProto.getDefaultInstance());
        GraphProto.Builder graph = GraphProto.newBuilder().setName("node");
        Map<String, String> places = new HashMap<>();
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !places.containsKey(input)) {
                String place = "input " + copy.getInputCount();
                places.put(input, place);
                TensorType type = inputs.get(input);
                if (type == null) {
                    graph.addInitializer(
                            TensorWriter.write(place, constants.get(input).orElseThrow()));
                } else {
                    graph.addInput(SingleOperator.value(place, type.element(), type.shape()));
                }
            }
            copy.addInput(places.getOrDefault(input, ""));
        }
        for (String output : node.getOutputList()) {
            String place = output.isEmpty() ? "" : "output " + copy.getOutputCount();
            copy.addOutput(place);
            if (!output.isEmpty()) {
                graph.addOutput(ValueInfoProto.newBuilder().setName(place));
            }
        }
        ModelProto.Builder model =
                ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph.addNode(copy));
        opsets(node)
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        return model.build().toByteString();
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
