package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
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
import org.jspecify.annotations.Nullable;

/** One node of a file while it is read: its attributes and constant inputs, typed and checked. */
final class NodeSource {
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
                throw refuse("attribute '" + attribute.getName() + "' is given twice", "the file is damaged");
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

    /** Whether the optional input at {@code position} is there. */
    boolean hasInput(int position) {
        return position < proto.getInputCount() && !proto.getInput(position).isEmpty();
    }

    String input(int position) {
        if (!hasInput(position)) {
            throw refuse("input " + position + " is missing", "the file is damaged");
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
            throw refuse(
                    proto.getOpType() + " does not take " + proto.getInputCount() + " inputs", "the file is damaged");
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
        AttributeProto value = attribute(attribute, AttributeType.INT);
        return value == null ? fallback : clamp(value.getI());
    }

    /** As {@link #integer}, for attributes that are switches. */
    boolean flag(String attribute) {
        return integer(attribute, 0) != 0;
    }

    float number(String attribute, float fallback) {
        AttributeProto value = attribute(attribute, AttributeType.FLOAT);
        return value == null ? fallback : value.getF();
    }

    String text(String attribute, String fallback) {
        AttributeProto value = attribute(attribute, AttributeType.STRING);
        return value == null ? fallback : value.getS().toStringUtf8();
    }

    Optional<List<Integer>> integers(String attribute) {
        AttributeProto value = attribute(attribute, AttributeType.INTS);
        return Optional.ofNullable(value)
                .map(ints -> clamp(ints.getIntsList().stream().mapToLong(Long::longValue)));
    }

    /** An attribute whose value is a tensor; null when it is not given. */
    @Nullable Tensor tensor(String attribute) {
        AttributeProto value = attribute(attribute, AttributeType.TENSOR);
        return value == null ? null : TensorReader.read(value.getT(), place + ", attribute '" + attribute + "'");
    }

    /** A list of numbers; null when it is not given. */
    @Nullable AttributeProto attribute(String attribute, AttributeType type) {
        read.add(attribute);
        AttributeProto value = attributes.get(attribute);
        if (value == null) {
            return null;
        }
        if (value.getType() != type || !value.getRefAttrName().isEmpty()) {
            throw refuse(
                    "attribute '" + attribute + "' is of type " + value.getType() + ", not " + type,
                    "the file is damaged");
        }
        return value;
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
            default -> throw refuse("its " + role + " are not integers", "the file is damaged");
        };
    }

    /** The number in an input that must be constant, or {@code fallback} where the input is left out. */
    float constantNumber(int position, String role, float fallback) {
        if (!hasInput(position)) {
            return fallback;
        }
        if (constant(position, role) instanceof Tensor.Floats floats && floats.data().length == 1) {
            return floats.data()[0];
        }
        throw refuse("its " + role + " is not a single floating-point number", "the file is damaged");
    }

    private Tensor constant(int position, String role) {
        String tensor = input(position);
        return constants
                .get(tensor)
                .orElseThrow(() ->
                        refuse("its " + role + " ('" + tensor + "') must be constant, but is computed", SIMPLIFY));
    }

    /** What helps against shapes that are computed inside a model. */
    static final String SIMPLIFY = "export the model with constant shapes, or simplify it (for example with onnxsim)";

    private static List<Integer> clamp(LongStream values) {
        return values.mapToObj(NodeSource::clamp).toList();
    }

    /** ONNX means "as far as it goes" by the extremes of 64 bits; those of 32 bits say the same of our shapes. */
    private static int clamp(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
