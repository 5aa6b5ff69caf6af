package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.ElementType;
import java.util.Optional;

/** The numbers that stand for element types in files. */
final class DataTypes {
    private DataTypes() {}

    static int code(ElementType type) {
        DataType written =
                switch (type) {
                    case FLOAT -> DataType.FLOAT;
                    case INT64 -> DataType.INT64;
                    case INT32 -> DataType.INT32;
                    case BOOL -> DataType.BOOL;
                    case UINT16 -> DataType.UINT16;
                    case INT8 -> DataType.INT8;
                    case UINT8 -> DataType.UINT8;
                    case INT4 -> DataType.INT4;
                    case UINT4 -> DataType.UINT4;
                };
        return written.getNumber();
    }

    /** The type that a tensor of a file gets here; none where there is no such type. */
    static Optional<ElementType> of(int code) {
        return switch (DataType.forNumber(code)) {
            case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> Optional.of(ElementType.FLOAT);
            case INT64 -> Optional.of(ElementType.INT64);
            case INT32 -> Optional.of(ElementType.INT32);
            case BOOL -> Optional.of(ElementType.BOOL);
            case UINT16 -> Optional.of(ElementType.UINT16);
            case INT8 -> Optional.of(ElementType.INT8);
            case UINT8 -> Optional.of(ElementType.UINT8);
            case INT4 -> Optional.of(ElementType.INT4);
            case UINT4 -> Optional.of(ElementType.UINT4);
            case null, default -> Optional.empty();
        };
    }

    /** A type's name for messages. */
    static String name(int code) {
        DataType type = DataType.forNumber(code);
        return type == null ? "number " + code : type.name();
    }
}
