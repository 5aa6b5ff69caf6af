package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Tensor.CodeType;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;

/**
 * Decodes a constant from each of ONNX's encodings (little-endian raw bytes, or fields by type). Other floating-point
 * types become 32-bit ones. No memory is taken before the claimed shape has been found to match the bytes at hand.
 */
final class TensorReader {
    private final TensorProto proto;
    private final String place;
    private final boolean raw;
    private final ByteBuffer bytes;

    private TensorReader(TensorProto proto, String place, boolean raw, ByteBuffer bytes) {
        this.proto = proto;
        this.place = place;
        this.raw = raw;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param external where data is read that is not in the model's own file
     * @param place names the tensor in messages
     * @throws InvalidInputException when the tensor is inconsistent or of a type that is not supported
     */
    static Tensor read(TensorProto proto, ExternalData external, String place) {
        if (proto.hasSegment()) {
            throw new InvalidInputException(
                    place, "its data is cut into segments", "save the model with whole tensors");
        }
        Shape shape = shape(proto, place);
        int bits = bits(proto, place);
        if (ExternalData.holds(proto)) {
            long needed = Math.ceilDiv(shape.elements() * bits, 8);
            return new TensorReader(proto, place, true, external.read(proto, needed, place)).decode(shape);
        }
        boolean raw = !proto.getRawData().isEmpty();
        return new TensorReader(proto, place, raw, proto.getRawData().asReadOnlyByteBuffer()).decode(shape);
    }

    private static int bits(TensorProto proto, String place) {
        DataType type = DataType.forNumber(proto.getDataType());
        return switch (type) {
            case DOUBLE, INT64 -> 64;
            case FLOAT, INT32 -> 32;
            case FLOAT16, BFLOAT16, UINT16 -> 16;
            case BOOL, INT8, UINT8 -> 8;
            case INT4, UINT4 -> 4;
            case null, default ->
                throw new InvalidInputException(
                        place,
                        "its element type " + (type == null ? proto.getDataType() : type) + " is not supported",
                        "export the model with 32-bit floating point weights");
        };
    }

    private static Shape shape(TensorProto proto, String place) {
        int[] extents = new int[proto.getDimsCount()];
        long elements = 1;
        for (int i = 0; i < extents.length; i++) {
            long extent = proto.getDims(i);
            if (extent < 0 || extent > Integer.MAX_VALUE || elements * extent > Integer.MAX_VALUE) {
                throw new InvalidInputException(
                        place, "its shape " + proto.getDimsList() + " is not possible", "the file is damaged");
            }
            extents[i] = (int) extent;
            elements *= extent;
        }
        return Shape.of(extents);
    }

    private Tensor decode(Shape shape) {
        int n = (int) shape.elements();
        DataType type = DataType.forNumber(proto.getDataType());
        return switch (type) {
            case FLOAT -> new Tensor.Floats(shape, float32s(n));
            case DOUBLE -> new Tensor.Floats(shape, floats(n, 64, proto.getDoubleDataCount(), this::float64));
            case FLOAT16 -> new Tensor.Floats(shape, floats(n, 16, proto.getInt32DataCount(), this::float16));
            case BFLOAT16 -> new Tensor.Floats(shape, floats(n, 16, proto.getInt32DataCount(), this::bfloat16));
            case INT64 -> new Tensor.Longs(shape, longs(n, 64, proto.getInt64DataCount(), this::int64));
            case BOOL -> bools(shape, n);
            case INT32 -> new Tensor.Ints(shape, ints(n));
            case UINT16 -> wideCodes(shape, n);
            case INT8 -> codes(CodeType.INT8, shape, n);
            case UINT8 -> codes(CodeType.UINT8, shape, n);
            case INT4 -> codes(CodeType.INT4, shape, n);
            case UINT4 -> codes(CodeType.UINT4, shape, n);
            case null, default -> throw new IllegalStateException(String.valueOf(type));
        };
    }

    /** Checks that as many elements are there as the shape claims. */
    private void require(int elements, int bits, int inField) {
        long expected = raw ? Math.ceilDiv((long) elements * bits, 8) : elements;
        long found = raw ? bytes.remaining() : inField;
        if (expected != found) {
            throw new InvalidInputException(
                    place,
                    "its shape " + proto.getDimsList() + " needs " + expected + (raw ? " bytes" : " elements")
                            + ", but " + found + " are there",
                    "the file is damaged");
        }
    }

    /** Nearly all bytes of most models: copied as a whole where they are stored as such. */
    private float[] float32s(int n) {
        if (!raw) {
            return floats(n, 32, proto.getFloatDataCount(), proto::getFloatData);
        }
        require(n, 32, 0);
        float[] data = new float[n];
        bytes.asFloatBuffer().get(data);
        return data;
    }

    private float[] floats(int n, int bits, int inField, FloatAt element) {
        require(n, bits, inField);
        float[] data = new float[n];
        for (int i = 0; i < n; i++) {
            data[i] = element.at(i);
        }
        return data;
    }

    private long[] longs(int n, int bits, int inField, IntToLongFunction element) {
        require(n, bits, inField);
        long[] data = new long[n];
        for (int i = 0; i < n; i++) {
            data[i] = element.applyAsLong(i);
        }
        return data;
    }

    private int[] ints(int n) {
        require(n, 32, proto.getInt32DataCount());
        int[] data = new int[n];
        for (int i = 0; i < n; i++) {
            data[i] = raw ? bytes.getInt(4 * i) : proto.getInt32Data(i);
        }
        return data;
    }

    private Tensor.Bools bools(Shape shape, int n) {
        require(n, 8, proto.getInt32DataCount());
        boolean[] data = new boolean[n];
        for (int i = 0; i < n; i++) {
            data[i] = int8(i) != 0;
        }
        return new Tensor.Bools(shape, data);
    }

    private Tensor.WideCodes wideCodes(Shape shape, int n) {
        require(n, 16, proto.getInt32DataCount());
        char[] data = new char[n];
        for (int i = 0; i < n; i++) {
            data[i] = uint16(i);
        }
        return new Tensor.WideCodes(shape, data);
    }

    private char uint16(int i) {
        if (raw) {
            return bytes.getChar(2 * i);
        }
        int value = proto.getInt32Data(i);
        if (value < 0 || value > Character.MAX_VALUE) {
            throw new InvalidInputException(
                    place, "its element " + i + ", " + value + ", does not fit 16 bits", "the file is damaged");
        }
        return (char) value;
    }

    private Tensor.Codes codes(CodeType type, Shape shape, int n) {
        boolean packed = type.bits() == 4;
        int stored = packed ? Math.ceilDiv(n, 2) : n;
        require(stored, 8, proto.getInt32DataCount());
        byte[] data = new byte[n];
        for (int i = 0; i < n; i++) {
            byte code = int8(packed ? i / 2 : i);
            data[i] = packed ? nibble(code, i % 2, type.signed()) : code;
        }
        return new Tensor.Codes(type, shape, data);
    }

    /** The low nibble comes first. */
    private static byte nibble(byte pair, int position, boolean signed) {
        int high = position == 0 ? pair << 4 : pair;
        return (byte) (signed ? (byte) high >> 4 : (high & 0xF0) >> 4);
    }

    @FunctionalInterface
    private interface FloatAt {
        float at(int index);
    }

    private float float64(int i) {
        double value = raw ? bytes.getDouble(8 * i) : proto.getDoubleData(i);
        if (Double.isFinite(value) && Float.isInfinite((float) value)) {
            throw new InvalidInputException(
                    place,
                    "its element " + i + ", " + value + ", does not fit 32-bit floating point",
                    "export the model with 32-bit floating point weights");
        }
        return (float) value;
    }

    private float float16(int i) {
        return Float.float16ToFloat(int16(i));
    }

    private float bfloat16(int i) {
        return Float.intBitsToFloat(int16(i) << 16);
    }

    private short int16(int i) {
        return raw ? bytes.getShort(2 * i) : (short) proto.getInt32Data(i);
    }

    private byte int8(int i) {
        if (raw) {
            return bytes.get(i);
        }
        int value = proto.getInt32Data(i);
        if (value < Byte.MIN_VALUE || value > 255) {
            throw new InvalidInputException(
                    place, "its element " + i + ", " + value + ", does not fit 8 bits", "the file is damaged");
        }
        return (byte) value;
    }

    private long int64(int i) {
        return raw ? bytes.getLong(8 * i) : proto.getInt64Data(i);
    }
}
