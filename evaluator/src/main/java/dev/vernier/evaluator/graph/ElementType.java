package dev.vernier.evaluator.graph;

import java.util.List;

/** The types that a tensor of a graph can have. Floating point is computed in 32 bits, whatever a file stores. */
public enum ElementType {
    FLOAT(Float.BYTES),
    INT64(Long.BYTES),
    INT32(Integer.BYTES),
    BOOL(1),
    UINT16(Character.BYTES),
    INT8(1),
    UINT8(1),
    /** Kept one to a byte. */
    INT4(1),
    UINT4(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element in memory. */
    public int bytes() {
        return bytes;
    }

    public static ElementType of(Tensor tensor) {
        return switch (tensor) {
            case Tensor.Floats _ -> FLOAT;
            case Tensor.Longs _ -> INT64;
            case Tensor.Ints _ -> INT32;
            case Tensor.Bools _ -> BOOL;
            case Tensor.WideCodes _ -> UINT16;
            case Tensor.Codes codes ->
                switch (codes.type()) {
                    case INT8 -> INT8;
                    case UINT8 -> UINT8;
                    case INT4 -> INT4;
                    case UINT4 -> UINT4;
                };
        };
    }

    private boolean isCode() {
        return this == UINT16 || this == INT8 || this == UINT8 || this == INT4 || this == UINT4;
    }

    /**
     * The type of the output of an operation that has but one.
     *
     * @throws IllegalArgumentException when the operation does not take inputs of these types
     */
    static ElementType infer(Op op, List<ElementType> inputs) {
        boolean fits =
                switch (op) {
                    case Op.QuantizeLinear _ ->
                        inputs.get(0) == FLOAT
                                && inputs.get(1) == FLOAT
                                && inputs.getLast().isCode();
                    case Op.DequantizeLinear _ ->
                        (inputs.get(0).isCode() || inputs.get(0) == INT32)
                                && inputs.get(1) == FLOAT
                                && (inputs.size() == 2 || inputs.get(2) == inputs.get(0));
                    case Op.MaxPool _ ->
                        inputs.getFirst() == FLOAT || inputs.getFirst() == INT8 || inputs.getFirst() == UINT8;
                    default -> inputs.stream().distinct().count() == 1 && (movesOnly(op) || inputs.getFirst() == FLOAT);
                };
        if (!fits) {
            throw new IllegalArgumentException(op.type() + " is not supported for inputs of types " + inputs);
        }
        return switch (op) {
            case Op.QuantizeLinear _ -> inputs.getLast();
            case Op.DequantizeLinear _ -> FLOAT;
            default -> inputs.getFirst();
        };
    }

    /** Whether an operation only moves elements, so that it works on any type. */
    private static boolean movesOnly(Op op) {
        return switch (op) {
            case Op.Concat _, Op.Flatten _, Op.Reshape _, Op.Transpose _, Op.Slice _, Op.Identity _ -> true;
            default -> false;
        };
    }
}
