package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One convolution to compute, with everything that goes into it. Its contents follow from its fields, so a case that
 * fails is named by its text.
 */
public record KernelCase(
        ConvShape shape, int images, int weightBits, int activationBits, boolean asymmetric, Fill fill, long seed) {
    /** A case without weight zero points. */
    KernelCase(ConvShape shape, int images, int weightBits, int activationBits, Fill fill, long seed) {
        this(shape, images, weightBits, activationBits, false, fill, seed);
    }

    public enum Fill {
        RANDOM,
        /** Every product as large as it gets, all of one sign. */
        LARGEST,
        /** Every product as small as it gets, all of one sign. */
        SMALLEST,
        /** Every product as large as it gets with inputs far below their zero point. */
        LOWEST,
        /** Weights of 2 bits from −3, −1, 1 and 3; with odd seeds every third channel from −2…1. */
        MID_RISE
    }

    Precision precision() {
        return new Precision(weightBits, activationBits);
    }

    byte[] weights() {
        byte[] weights = new byte[shape.weights()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte)
                    switch (fill) {
                        case LARGEST -> largestWeight();
                        case SMALLEST, LOWEST -> smallestWeight();
                        case MID_RISE ->
                            seed % 2 != 0 && i / shape.depth() % 3 == 2
                                    ? random.nextInt(-2, 2)
                                    : 2 * random.nextInt(4) - 3;
                        case RANDOM ->
                            weightBits == 1
                                    ? 2 * random.nextInt(2) - 1
                                    : random.nextInt(smallestWeight(), largestWeight() + 1);
                    };
        }
        return weights;
    }

    /** One per output channel; for extreme cases as far from the weights as codes go. */
    byte[] zeroPoints() {
        byte[] zeroPoints = new byte[shape.outputChannels()];
        if (asymmetric) {
            SplittableRandom random = new SplittableRandom(seed + 4);
            for (int c = 0; c < zeroPoints.length; c++) {
                zeroPoints[c] = (byte)
                        switch (fill) {
                            case LARGEST -> smallestWeight();
                            case SMALLEST, LOWEST -> largestWeight();
                            case RANDOM, MID_RISE -> random.nextInt(smallestWeight(), largestWeight() + 1);
                        };
            }
        }
        return zeroPoints;
    }

    byte[] input() {
        byte[] input = new byte[shape.inputElements(images)];
        if (isExtreme()) {
            Arrays.fill(input, (byte) (fill == Fill.LOWEST ? 0 : largestCode()));
            return input;
        }
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) random.nextInt(largestCode() + 1);
        }
        return input;
    }

    /** Both ends of the range and the values between occur. */
    int inputZeroPoint() {
        if (isExtreme()) {
            return fill == Fill.LOWEST ? largestCode() : 0;
        }
        return switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> 0;
            case 1 -> largestCode();
            default -> largestCode() / 3;
        };
    }

    private boolean isExtreme() {
        return switch (fill) {
            case LARGEST, SMALLEST, LOWEST -> true;
            case RANDOM, MID_RISE -> false;
        };
    }

    private int largestWeight() {
        return weightBits == 1 ? 1 : (1 << (weightBits - 1)) - 1;
    }

    private int smallestWeight() {
        return weightBits == 1 ? -1 : -(1 << (weightBits - 1));
    }

    int largestCode() {
        return (1 << activationBits) - 1;
    }

    /** Brings extreme sums, which floats do not hold, back to where each unit shows. */
    int[] bias() {
        SplittableRandom random = new SplittableRandom(seed + 2);
        int sum =
                switch (fill) {
                    case RANDOM, MID_RISE -> 0;
                    case LARGEST -> shape.depth() * largestCode() * (largestWeight() - zeroPoints()[0]);
                    case SMALLEST -> shape.depth() * largestCode() * (smallestWeight() - zeroPoints()[0]);
                    case LOWEST -> -shape.depth() * largestCode() * (smallestWeight() - zeroPoints()[0]);
                };
        int[] bias = new int[shape.outputChannels()];
        Arrays.setAll(bias, _ -> random.nextInt(-1 << 12, 1 << 12) - sum);
        return bias;
    }

    /** Such that a typical sum becomes a number of the order of 1. */
    float[] multiplier() {
        SplittableRandom random = new SplittableRandom(seed + 3);
        double typical = Math.sqrt(shape.depth()) * (1 << weightBits) * (1 << activationBits);
        float[] multiplier = new float[shape.outputChannels()];
        for (int c = 0; c < multiplier.length; c++) {
            multiplier[c] = (float) ((0.5 + random.nextDouble()) * 8 / typical);
        }
        return multiplier;
    }

    Epilogue.ToFloats toFloats() {
        return new Epilogue.ToFloats(bias(), multiplier(), Float.NEGATIVE_INFINITY, 1.25f);
    }

    Epilogue.ToCodes toCodes() {
        boolean relu = (seed & 1) == 0;
        int zeroPoint = relu ? 0 : largestCode() / 2;
        float low = relu ? 0f : Float.NEGATIVE_INFINITY;
        int minCode = seed % 4 == 1 ? Math.min(1, zeroPoint) : 0;
        float scale = 2f / largestCode();
        return new Epilogue.ToCodes(
                bias(), multiplier(), low, Float.POSITIVE_INFINITY, scale, zeroPoint, minCode, largestCode());
    }

    /** Adds random codes to codes of this case, under a ReLU or not. */
    Epilogue.ToJoin toJoin() {
        SplittableRandom random = new SplittableRandom(seed + 5);
        byte[] codes = new byte[shape.outputElements(images)];
        random.nextBytes(codes);
        MemorySegment other = Arena.ofAuto().allocate(codes.length);
        MemorySegment.copy(codes, 0, other, ValueLayout.JAVA_BYTE, 0, codes.length);
        boolean relu = seed % 3 != 0;
        Epilogue.Addition addition = new Epilogue.Addition(
                0.013f,
                random.nextInt(256),
                relu ? 0f : Float.NEGATIVE_INFINITY,
                relu ? 3.1f : Float.POSITIVE_INFINITY,
                0.017f,
                relu ? 0 : 100,
                0,
                255);
        return new Epilogue.ToJoin(toCodes(), addition, other);
    }

    /** Results that lie between two codes, or as near to that as the rounding of the scale lets them. */
    Epilogue.ToCodes withTies(float scale) {
        float[] halves = new float[shape.outputChannels()];
        Arrays.fill(halves, scale / 2);
        return new Epilogue.ToCodes(bias(), halves, -100 * scale, 90.5f * scale, scale, 128, 0, 255);
    }
}
