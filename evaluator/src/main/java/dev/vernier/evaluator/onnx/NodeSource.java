package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One node of a file while it is read: its attributes and constant inputs, typed and checked. */
final class NodeSource {
    /** What helps against shapes that are computed inside a model. */
    static final String SIMPLIFY = "export the model with constant shapes, or simplify it (for example with onnxsim)";

    private final String name;
    private final NodeProto proto;
    private final String place;
    private final ConstantPool constants;
    private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();

    NodeSource(String name, NodeProto proto, String file, ConstantPool constants) {
        this.name = name;
        this.proto = proto;
        this.place = place(file, name);
        this.constants = constants;
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attributes.putIfAbsent(attribute.getName(), attribute) != null) {
                throw damaged("attribute '" + attribute.getName() + "' is given twice");
            }
        }
    }

    /** How messages name a node. */
    static String place(String file, String node) {
        return file + ", node '" + node + "'";
    }

    String name() {
        return name;
    }

    String operator() {
        return proto.getOpType();
    }

    InvalidInputException refuse(String problem, String mend) {
        return new InvalidInputException(place, problem, mend);
    }

    /** A refusal of what no sound file says. */
    InvalidInputException damaged(String problem) {
        return refuse(problem, "the file is damaged");
    }

    /** How messages name this node. */
    String place() {
        return place;
    }

    /** Whether the optional input at {@code position} is there. */
    boolean hasInput(int position) {
        return position < proto.getInputCount() && !proto.getInput(position).isEmpty();
    }

    String input(int position) {
        if (!hasInput(position)) {
            throw damaged("input " + position + " is missing");
        }
        return proto.getInput(position);
    }

    /** All inputs, at most {@code limit}, without optional ones that are left out at the end. */
    List<String> inputs(int limit) {
        requireAtMost(limit);
        int present = proto.getInputCount();
        while (present > 0 && !hasInput(present - 1)) {
            present--;
        }
        return IntStream.range(0, present).mapToObj(this::input).toList();
    }

    /** Refuses inputs beyond the first {@code limit}. */
    void requireAtMost(int limit) {
        if (proto.getInputCount() > limit) {
            throw damaged(proto.getOpType() + " does not take " + proto.getInputCount() + " inputs");
        }
    }

    /** How many outputs are asked for. */
    int outputs() {
        return (int) proto.getOutputList().stream()
                .filter(output -> !output.isEmpty())
                .count();
    }

    String output() {
        return proto.getOutput(0);
    }

    int integer(String attribute, int fallback) {
        return attribute(attribute, AttributeType.INT)
                .map(value -> clamp(value.getI()))
                .orElse(fallback);
    }

    /** As {@link #integer}, for attributes that are switches. */
    boolean flag(String attribute) {
        return integer(attribute, 0) != 0;
    }

    /** A number; limits may be infinite. */
    float number(String attribute, float fallback) {
        float value = attribute(attribute, AttributeType.FLOAT)
                .map(AttributeProto::getF)
                .orElse(fallback);
        if (Float.isNaN(value)) {
            throw damaged("attribute '" + attribute + "' is NaN");
        }
        return value;
    }

    String text(String attribute, String fallback) {
        return attribute(attribute, AttributeType.STRING)
                .map(value -> value.getS().toStringUtf8())
                .orElse(fallback);
    }

    Optional<List<Integer>> integers(String attribute) {
        return attribute(attribute, AttributeType.INTS)
                .map(value -> clamp(value.getIntsList().stream().mapToLong(Long::longValue)));
    }

    /** An attribute that must be of the given type where it is there. */
    Optional<AttributeProto> attribute(String attribute, AttributeType type) {
        read.add(attribute);
        AttributeProto value = attributes.get(attribute);
        if (value != null && (value.getType() != type || !value.getRefAttrName().isEmpty())) {
            throw damaged("attribute '" + attribute + "' is of type " + value.getType() + ", not " + type);
        }
        return Optional.ofNullable(value);
    }

    /** The tensor in an attribute. */
    Tensor tensor(AttributeProto attribute) {
        return constants.decode(attribute.getT(), place + ", attribute '" + attribute.getName() + "'");
    }

    /**
     * The branch of an {@code If} that runs.
     *
     * @throws InvalidInputException when its condition is not known before the model runs
     */
    GraphProto branch() {
        Tensor condition = constants
                .get(input(0))
                .orElseThrow(() -> refuse(
                        operator() + " runs a graph of its own, and which one is known only at run time",
                        "export the model without control flow"));
        if (!(condition instanceof Tensor.Bools flag) || flag.data().length != 1) {
            throw damaged("its condition is no single truth value");
        }
        String branch = flag.data()[0] ? "then_branch" : "else_branch";
        return attribute(branch, AttributeType.GRAPH)
                .orElseThrow(() -> damaged("attribute '" + branch + "' is missing"))
                .getG();
    }

    /** Marks an attribute as one that does not matter at inference. */
    void ignore(String attribute) {
        read.add(attribute);
    }

    /** Refuses attributes that nothing has read: whatever they ask for would be lost. */
    void requireAllAttributesRead() {
        for (String attribute : attributes.keySet()) {
            if (!read.contains(attribute)) {
                throw refuse(
                        "attribute '" + attribute + "' of " + operator() + " is not supported at this opset",
                        "export the model for another opset");
            }
        }
    }

    /** The integers of an input that must be constant. */
    List<Integer> constantIntegers(int position, String role) {
        return switch (constant(position, role)) {
            case Tensor.Longs longs -> clamp(LongStream.of(longs.data()));
            case Tensor.Ints ints -> IntStream.of(ints.data()).boxed().toList();
            default -> throw damaged("its " + role + " must be integers");
        };
    }

    /** As above, or {@code fallback} where the input is left out. */
    List<Integer> constantIntegers(int position, String role, List<Integer> fallback) {
        return hasInput(position) ? constantIntegers(position, role) : fallback;
    }

    /** The number in an input that must be constant, or {@code fallback} where the input is left out. */
    float constantNumber(int position, String role, float fallback) {
        if (!hasInput(position)) {
            return fallback;
        }
        if (constant(position, role) instanceof Tensor.Floats floats && floats.data().length == 1) {
            return floats.data()[0];
        }
        throw damaged("its " + role + " is not a single floating-point number");
    }

    private Tensor constant(int position, String role) {
        String tensor = input(position);
        return constants
                .get(tensor)
                .orElseThrow(() ->
                        refuse("its " + role + " ('" + tensor + "') must be constant, but is computed", SIMPLIFY));
    }

    private static List<Integer> clamp(LongStream values) {
        return values.mapToObj(NodeSource::clamp).toList();
    }

    /** ONNX means "as far as it goes" by the extremes of 64 bits; those of 32 bits say the same of our shapes. */
    private static int clamp(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
