package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;

/** What multiplies codes: the choice is by what is fastest on codes of given widths. */
enum Arithmetic {
    /** Counts differing bits, for each pair of a bit of the weights and a bit of the input: {@link BitConvolution}. */
    BITS,
    /** Multiplies 16-bit integers: {@link PairConvolution}. */
    PAIRS,
    /** Multiplies 32-bit floating point: {@link FloatConvolution}. */
    FLOATS;

    /**
     * Up to so many pairs of bits, counting is faster than multiplying. Machines without 512-bit vectors need some ten
     * instructions to count the bits of a vector.
     */
    private static final int MOST_BIT_PAIRS = Lanes.WIDE ? 8 : 2;

    /** Fewer products than this in a 16-bit sum, and adding up such sums takes longer than is won. */
    private static final int FEWEST_PRODUCTS = 15;

    static Arithmetic of(Precision precision) {
        if (bitPairs(precision) <= MOST_BIT_PAIRS) {
            return BITS;
        }
        return fitsPairs(precision) ? PAIRS : FLOATS;
    }

    /** Whether 16-bit sums of products of such codes are long enough. */
    static boolean fitsPairs(Precision precision) {
        return products(precision, largestWeight(precision)) >= FEWEST_PRODUCTS;
    }

    /** As above, but never what spends most of its work on filling up a shape's few channels. */
    static Arithmetic of(Precision precision, ConvShape shape) {
        Arithmetic usual = of(precision);
        boolean fits =
                switch (usual) {
                    case BITS ->
                        (long) bitPairs(precision) * shape.kernelWidth() * BitStrips.words(shape) * BitStrips.WORD
                                <= (long) MOST_BIT_PAIRS * shape.depth();
                    case PAIRS -> shape.groupInputs() > 1;
                    case FLOATS -> true;
                };
        return fits ? usual : FLOATS;
    }

    private static int bitPairs(Precision precision) {
        return precision.weightBits() * precision.activationBits();
    }

    private static int largestWeight(Precision precision) {
        return switch (precision.weightBits()) {
            case 1 -> 1;
            case 2 -> 3;
            default -> 1 << (precision.weightBits() - 1);
        };
    }

    /** How many products of centred input codes with weights up to {@code largestWeight} a 16-bit sum holds. */
    static int products(Precision precision, int largestWeight) {
        return Short.MAX_VALUE / (Math.max(1, largestWeight) * centre(precision));
    }

    /** The middle of the input's codes, from which none is farther away than this. */
    static int centre(Precision precision) {
        return 1 << (precision.activationBits() - 1);
    }

    /** The name of what computes layers by this arithmetic; equal names stand for the same instructions. */
    String name(Precision precision) {
        return switch (this) {
            case BITS -> "bits-" + precision.weightBits() + "x" + precision.activationBits();
            case PAIRS ->
                "int16-" + PairWeights.storedBits(precision.weightBits()) + "bit-"
                        + products(precision, largestWeight(precision));
            case FLOATS -> "float-fma";
        };
    }
}
