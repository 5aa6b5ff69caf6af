package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The values of one activation tensor for several images, one image after the other, outside the Java heap. {@link
 * TensorOrders} says in which order the elements of an image lie.
 *
 * @param form what each element is
 * @param data the elements in the machine's byte order, nothing else
 */
record Values(Form form, MemorySegment data) {
    /** Values that become codes together: few enough for the fastest cache. */
    private static final int AT_ONCE = 1024;

    enum Form {
        /** Unsigned codes of up to 8 bits. */
        CODES(Byte.BYTES),
        /** Unsigned codes of up to 16 bits. */
        WIDE_CODES(Character.BYTES),
        /** 32-bit floating point. */
        FLOATS(Float.BYTES),
        /** Truth values and small integers, which only ONNX Runtime looks at. */
        BYTES(Byte.BYTES),
        /** 32-bit integers, likewise. */
        INTS(Integer.BYTES),
        /** 64-bit integers, likewise. */
        LONGS(Long.BYTES);

        private final int bytes;

        Form(int bytes) {
            this.bytes = bytes;
        }

        /** How a tensor with this quantizer is kept; one without holds floating point. */
        static Form of(Optional<ActivationQuantizer> quantizer) {
            return quantizer.map(codes -> of(codes.maxCode())).orElse(FLOATS);
        }

        /** How a tensor is kept: as codes where there is a quantizer, else as what it is. */
        static Form of(ElementType element, Optional<ActivationQuantizer> quantizer) {
            return switch (element) {
                case FLOAT -> of(quantizer);
                case INT64 -> LONGS;
                case INT32 -> INTS;
                case BOOL, INT8, UINT8 -> BYTES;
                case UINT16, INT4, UINT4 ->
                    throw new IllegalArgumentException("tensors of type " + element + " are not kept");
            };
        }

        private static Form of(int maxCode) {
            return maxCode > 255 ? WIDE_CODES : CODES;
        }

        /** Bytes of one element. */
        int bytes() {
            return bytes;
        }
    }

    /** Those of one image, of so many elements; the same memory. */
    Values image(int index, int elements) {
        return images(index, 1, elements);
    }

    /** Those of some images, of so many elements each; the same memory. */
    Values images(int first, int count, int elements) {
        long bytes = (long) elements * form.bytes();
        return new Values(form, data.asSlice(first * bytes, count * bytes));
    }

    int length() {
        return Math.toIntExact(data.byteSize() / form.bytes());
    }

    /** The code at an index. */
    int code(int index) {
        return switch (form) {
            case CODES -> Byte.toUnsignedInt(data.get(JAVA_BYTE, index));
            case WIDE_CODES -> data.getAtIndex(JAVA_CHAR_UNALIGNED, index);
            case FLOATS, BYTES, INTS, LONGS -> throw new IllegalStateException("codes were expected, not " + form);
        };
    }

    void code(int index, int code) {
        switch (form) {
            case CODES -> data.set(JAVA_BYTE, index, (byte) code);
            case WIDE_CODES -> data.setAtIndex(JAVA_CHAR_UNALIGNED, index, (char) code);
            case FLOATS, BYTES, INTS, LONGS -> throw new IllegalStateException("codes were expected, not " + form);
        }
    }

    /** The floating-point values, copied. */
    float[] floats() {
        return data.toArray(JAVA_FLOAT_UNALIGNED);
    }

    /** The real values of these elements, copied. */
    float[] decoded(Optional<ActivationQuantizer> quantizer) {
        if (form == Form.FLOATS) {
            return floats();
        }
        ActivationQuantizer from = quantizer.orElseThrow();
        float[] result = new float[length()];
        for (int i = 0; i < result.length; i++) {
            result[i] = from.decode(code(i));
        }
        return result;
    }

    /** Takes values over: as codes where there is a quantizer, else as what they are, whole numbers that fit among them. */
    void encode(float[] values, Optional<ActivationQuantizer> quantizer) {
        encode(MemorySegment.ofArray(values), quantizer);
    }

    /**
     * Takes values over, as {@link #encode(float[], Optional)}.
     *
     * @param values in 32-bit floating point, as many as there are elements
     */
    void encode(MemorySegment values, Optional<ActivationQuantizer> quantizer) {
        switch (form) {
            case FLOATS -> data.copyFrom(values);
            case CODES -> encodeBytes(values, quantizer.orElseThrow());
            case WIDE_CODES -> {
                ActivationQuantizer to = quantizer.orElseThrow();
                for (int i = 0; i < length(); i++) {
                    code(i, to.encode(values.getAtIndex(JAVA_FLOAT_UNALIGNED, i)));
                }
            }
            case BYTES, INTS, LONGS -> {
                for (int i = 0; i < length(); i++) {
                    whole(i, (int) values.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
                }
            }
        }
    }

    private void encodeBytes(MemorySegment values, ActivationQuantizer to) {
        int length = length();
        float[] some = new float[Math.min(length, AT_ONCE)];
        byte[] codes = new byte[some.length];
        for (int first = 0; first < length; first += AT_ONCE) {
            int count = Math.min(AT_ONCE, length - first);
            MemorySegment.copy(values, JAVA_FLOAT_UNALIGNED, (long) first * Float.BYTES, some, 0, count);
            to.encode(some, count, codes);
            MemorySegment.copy(codes, 0, data, JAVA_BYTE, first, count);
        }
    }

    private void whole(int index, int value) {
        switch (form) {
            case BYTES -> data.set(JAVA_BYTE, index, (byte) value);
            case INTS -> data.setAtIndex(JAVA_INT_UNALIGNED, index, value);
            case LONGS -> data.setAtIndex(JAVA_LONG_UNALIGNED, index, value);
            case CODES, WIDE_CODES, FLOATS -> throw new IllegalStateException(form + " are no whole numbers");
        }
    }
}
