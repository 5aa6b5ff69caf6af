package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Products of two activations to compute. Its contents follow from its fields, so a case that fails is named by its text. */
public record ProductCase(ProductShape shape, int batches, int rightBits, int leftBits, Fill fill, long seed) {
    public enum Fill {
        RANDOM,
        /** Every product as large as it gets, all of one sign. */
        LARGEST,
        /** Every product as small as it gets, all of one sign. */
        SMALLEST,
        /** Every product as large as it gets with left codes far below their zero point. */
        LOWEST
    }

    Precision precision() {
        return new Precision(rightBits, leftBits);
    }

    private int largestLeft() {
        return (1 << leftBits) - 1;
    }

    private int largestRight() {
        return (1 << rightBits) - 1;
    }

    int leftZeroPoint() {
        return switch (fill) {
            case LARGEST, SMALLEST -> 0;
            case LOWEST -> largestLeft();
            case RANDOM -> (int) Math.floorMod(seed, largestLeft() + 1L);
        };
    }

    byte[] left() {
        return codes(batches * shape.leftElements(), largestLeft(), fill == Fill.LOWEST ? 0 : largestLeft(), seed);
    }

    byte[] right() {
        return codes(
                batches * shape.rightElements(), largestRight(), fill == Fill.LARGEST ? largestRight() : 0, seed + 1);
    }

    private byte[] codes(int count, int largest, int extreme, long from) {
        byte[] codes = new byte[count];
        if (fill != Fill.RANDOM) {
            Arrays.fill(codes, (byte) extreme);
            return codes;
        }
        SplittableRandom random = new SplittableRandom(from);
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) random.nextInt(largest + 1);
        }
        return codes;
    }

    private int[] bias() {
        int[] bias = new int[shape.columns()];
        SplittableRandom random = new SplittableRandom(seed + 2);
        Arrays.setAll(bias, _ -> random.nextInt(-100, 100));
        return bias;
    }

    /** One for all columns, such that a typical sum becomes a number of the order of 1. */
    private float[] multiplier() {
        float[] multiplier = new float[shape.columns()];
        Arrays.fill(multiplier, (float) (8 / (Math.sqrt(shape.depth()) * (1 << rightBits) * (1 << leftBits))));
        return multiplier;
    }

    Epilogue.ToFloats toFloats() {
        return new Epilogue.ToFloats(bias(), multiplier(), Float.NEGATIVE_INFINITY, 1.25f);
    }

    Epilogue.ToCodes toCodes() {
        return new Epilogue.ToCodes(
                bias(), multiplier(), Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0.017f, 120, 0, 255);
    }

    Epilogue.ToSums toSums() {
        return new Epilogue.ToSums(shape.columns());
    }

    Epilogue.ToJoin toJoin() {
        byte[] codes = new byte[batches * shape.outputElements()];
        new SplittableRandom(seed + 3).nextBytes(codes);
        MemorySegment other = Arena.ofAuto().allocate(codes.length);
        MemorySegment.copy(MemorySegment.ofArray(codes), 0, other, 0, codes.length);
        return new Epilogue.ToJoin(toCodes(), new Epilogue.Addition(0.013f, 99, 0f, 3.1f, 0.011f, 3, 0, 255), other);
    }
}
