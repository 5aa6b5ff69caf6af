package dev.vernier.evaluator.graph;

/**
 * A constant: a shape and its elements, row-major. The arrays are shared, not copied; whoever builds a tensor hands its
 * array over, and nobody writes to it afterwards.
 */
public sealed interface Tensor {
    Shape shape();

    /** 32-bit floating point. */
    record Floats(Shape shape, float[] data) implements Tensor {
        public Floats {
            requireLength(shape, data.length);
        }
    }

    /** 64-bit integers: shapes, axes, indices. */
    record Longs(Shape shape, long[] data) implements Tensor {
        public Longs {
            requireLength(shape, data.length);
        }
    }

    /** 32-bit integers: quantized biases. */
    record Ints(Shape shape, int[] data) implements Tensor {
        public Ints {
            requireLength(shape, data.length);
        }
    }

    /** Truth values: masks and conditions. */
    record Bools(Shape shape, boolean[] data) implements Tensor {
        public Bools {
            requireLength(shape, data.length);
        }
    }

    /** Integer codes of at most 8 bits, one per byte whatever their width. */
    record Codes(CodeType type, Shape shape, byte[] data) implements Tensor {
        public Codes {
            requireLength(shape, data.length);
        }
    }

    /** Unsigned integer codes of 16 bits. */
    record WideCodes(Shape shape, char[] data) implements Tensor {
        public WideCodes {
            requireLength(shape, data.length);
        }
    }

    /** How codes of at most 8 bits are stored in a file. */
    enum CodeType {
        INT8(8, true),
        UINT8(8, false),
        INT4(4, true),
        UINT4(4, false);

        private final int bits;
        private final boolean signed;

        CodeType(int bits, boolean signed) {
            this.bits = bits;
            this.signed = signed;
        }

        public int bits() {
            return bits;
        }

        public boolean signed() {
            return signed;
        }
    }

    static Floats scalar(float value) {
        return new Floats(Shape.of(), new float[] {value});
    }

    static Floats floats(float[] data, int... extents) {
        return new Floats(Shape.of(extents), data);
    }

    static Longs longs(long... data) {
        return new Longs(Shape.of(data.length), data);
    }

    private static void requireLength(Shape shape, int length) {
        if (shape.elements() != length) {
            throw new IllegalArgumentException(length + " elements for a tensor of shape " + shape);
        }
    }
}
