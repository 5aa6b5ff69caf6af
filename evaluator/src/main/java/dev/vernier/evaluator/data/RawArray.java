package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A dense array as a file holds it, row-major, before any preprocessing. */
sealed interface RawArray {
    Shape shape();

    /** An element as a number; exact for every type but 64-bit integers beyond 2^53. */
    double get(int index);

    /** Unsigned bytes, kept as they are: most images. */
    record Bytes(Shape shape, byte[] elements) implements RawArray {
        @Override
        public double get(int index) {
            return elements[index] & 0xff;
        }
    }

    record Integers(Shape shape, long[] elements) implements RawArray {
        @Override
        public double get(int index) {
            return elements[index];
        }
    }

    record Reals(Shape shape, double[] elements) implements RawArray {
        @Override
        public double get(int index) {
            return elements[index];
        }
    }

    record Floats(Shape shape, float[] elements) implements RawArray {
        @Override
        public double get(int index) {
            return elements[index];
        }
    }

    /** Whether the elements are whole numbers by their type. */
    default boolean integral() {
        return this instanceof Bytes || this instanceof Integers;
    }

    /**
     * Refuses elements that are no numbers, or beyond the range of floating point.
     *
     * @param place where the array comes from, for messages
     */
    default void requireFinite(String place) {
        if (integral()) {
            return;
        }
        int elements = Math.toIntExact(shape().elements());
        for (int i = 0; i < elements; i++) {
            if (!Float.isFinite((float) get(i))) {
                throw new InvalidInputException(
                        place,
                        "sample " + i / (elements / shape().get(0)) + " holds " + get(i),
                        "the file was written by a computation that failed");
            }
        }
    }

    /** The types of element that files may hold. */
    enum Type {
        UINT8(1),
        UINT16(2),
        UINT32(4),
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        FLOAT16(2),
        FLOAT32(4),
        FLOAT64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element. */
        int bytes() {
            return bytes;
        }

        /** Size of one element in memory. */
        int decodedBytes() {
            return switch (this) {
                case UINT16, UINT32, INT8, INT16, INT32, INT64 -> Long.BYTES;
                case FLOAT16 -> Float.BYTES;
                case UINT8, FLOAT32, FLOAT64 -> bytes;
            };
        }
    }

    /** Interprets the bytes of a file. */
    static RawArray decode(Type type, ByteOrder order, Shape shape, byte[] content) {
        ByteBuffer buffer = ByteBuffer.wrap(content).order(order);
        int count = content.length / type.bytes();
        return switch (type) {
            case UINT8 -> new Bytes(shape, content);
            case UINT16, UINT32, INT8, INT16, INT32, INT64 -> {
                long[] elements = new long[count];
                for (int i = 0; i < count; i++) {
                    elements[i] = integer(type, buffer);
                }
                yield new Integers(shape, elements);
            }
            case FLOAT16 -> {
                float[] elements = new float[count];
                for (int i = 0; i < count; i++) {
                    elements[i] = Float.float16ToFloat(buffer.getShort());
                }
                yield new Floats(shape, elements);
            }
            case FLOAT32 -> {
                float[] elements = new float[count];
                buffer.asFloatBuffer().get(elements);
                yield new Floats(shape, elements);
            }
            case FLOAT64 -> {
                double[] elements = new double[count];
                buffer.asDoubleBuffer().get(elements);
                yield new Reals(shape, elements);
            }
        };
    }

    private static long integer(Type type, ByteBuffer buffer) {
        return switch (type) {
            case UINT16 -> Short.toUnsignedLong(buffer.getShort());
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT8 -> buffer.get();
            case INT16 -> buffer.getShort();
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case UINT8, FLOAT16, FLOAT32, FLOAT64 ->
                throw new IllegalArgumentException(type + " has arrays of its own");
        };
    }
}
