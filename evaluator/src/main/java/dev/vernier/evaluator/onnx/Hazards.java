package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What must not reach ONNX Runtime: the processor stops a program that divides a whole number by zero, or the least one by
 * −1, and ONNX Runtime does not prevent it everywhere.
 */
final class Hazards {
    /** It, or its square, divides extents. */
    private static final Set<String> DIVIDING = Set.of(
            "block_size",
            "blocksize",
            "dilations",
            "group",
            "kv_num_heads",
            "num_groups",
            "num_heads",
            "num_outputs",
            "q_num_heads",
            "strides");

    /** They may say "to the end" by the largest of numbers. */
    private static final Set<String> UNBOUNDED = Set.of("ends", "starts");

    private final ConstantPool constants;

    Hazards(ConstantPool constants) {
        this.constants = constants;
    }

    /** Refuses a node whose attributes or constants are dangerous. */
    void require(NodeSource source, NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            String name = attribute.getName();
            long least = DIVIDING.contains(name) ? 1 : Integer.MIN_VALUE;
            LongStream values = LongStream.concat(
                    attribute.hasI() ? LongStream.of(attribute.getI()) : LongStream.empty(),
                    attribute.getIntsList().stream().mapToLong(Long::longValue));
            if (!UNBOUNDED.contains(name) && values.anyMatch(value -> value < least || value > Integer.MAX_VALUE)) {
                throw source.damaged("attribute '" + name + "' is outside " + least + "…" + Integer.MAX_VALUE);
            }
        }
        if (divides(node) && source.hasInput(1)) {
            LongStream divisors =
                    constants.get(source.input(1)).map(Hazards::wholeNumbers).orElse(LongStream.empty());
            if (divisors.anyMatch(divisor -> divisor == 0 || divisor == -1)) {
                throw source.refuse(
                        "it divides whole numbers by 0 or -1, which may stop the program", "multiply by -1 instead");
            }
        }
    }

    /** Refuses a node that divides whole numbers by what is not known beforehand. */
    void requireKnownDivisor(NodeSource source, NodeProto node, Function<String, TensorType> types) {
        if (divides(node)
                && source.hasInput(1)
                && !constants.has(source.input(1))
                && types.apply(source.input(1)).element() != ElementType.FLOAT) {
            throw source.refuse(
                    "it divides whole numbers by computed ones, and a 0 among them would stop the program",
                    "divide in floating point");
        }
    }

    static boolean divides(NodeProto node) {
        return node.getOpType().equals("Div") || node.getOpType().equals("Mod");
    }

    private static LongStream wholeNumbers(Tensor tensor) {
        return switch (tensor) {
            case Tensor.Floats _, Tensor.Bools _ -> LongStream.empty();
            case Tensor.Longs longs -> LongStream.of(longs.data());
            case Tensor.Ints ints -> IntStream.of(ints.data()).asLongStream();
            case Tensor.WideCodes codes ->
                IntStream.range(0, codes.data().length).mapToLong(i -> codes.data()[i]);
            case Tensor.Codes codes ->
                IntStream.range(0, codes.data().length)
                        .mapToLong(i -> codes.type().signed() ? codes.data()[i] : Byte.toUnsignedLong(codes.data()[i]));
        };
    }
}
