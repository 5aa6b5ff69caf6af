package dev.vernier.evaluator.quantize;

import java.util.function.DoubleUnaryOperator;

/**
 * Looks for the range that quantizes best among shares of the extremes: 100 %, 99 %, … 21 %. Of equally good shares it
 * takes the largest.
 */
final class Shrinking {
    private static final int STEPS = 80;
    private static final double STEP = 0.01;

    private Shrinking() {}

    /** Shares of the lower and of the upper extreme. */
    record Shares(double low, double high) {}

    @FunctionalInterface
    interface ErrorOfShares {
        double of(double low, double high);
    }

    /** The share of least error, for ends that move together. */
    static double together(DoubleUnaryOperator error) {
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS; i++) {
            double share = 1 - STEP * i;
            double found = error.applyAsDouble(share);
            if (found < least) {
                least = found;
                best = share;
            }
        }
        return best;
    }

    /** The shares of least error: both ends move together first, then the upper one on its own, then the lower one. */
    static Shares apart(ErrorOfShares error) {
        double both = together(share -> error.of(share, share));
        double high = better(both, error.of(both, both), share -> error.of(both, share));
        double low = better(both, error.of(both, high), share -> error.of(share, high));
        return new Shares(low, high);
    }

    /** The share of least error; the present one unless another errs less. */
    private static double better(double present, double presentError, DoubleUnaryOperator error) {
        double found = together(error);
        return error.applyAsDouble(found) < presentError ? found : present;
    }
}
