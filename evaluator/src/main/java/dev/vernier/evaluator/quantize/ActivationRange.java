package dev.vernier.evaluator.quantize;

/**
 * Chooses the range of an activation quantizer: the extremes seen, shrunk in steps of one percent to wherever the
 * squared error over the histogram is least. Both ends shrink together first, then each on its own.
 */
public final class ActivationRange {
    private static final int STEPS = 80;
    private static final double STEP = 0.01;

    private ActivationRange() {}

    /** The quantizer of {@code bits} bits with the least squared error on the histogram. */
    public static ActivationQuantizer leastSquares(ActivationHistogram histogram, int bits) {
        if (bits == 1) {
            return binary(histogram);
        }
        double lowShare = 1;
        double highShare = 1;
        double best = Double.POSITIVE_INFINITY;
        for (Ends ends : Ends.values()) {
            double fromLow = lowShare;
            double fromHigh = highShare;
            for (int i = 0; i < STEPS; i++) {
                double share = 1 - STEP * i;
                double low = ends == Ends.HIGH ? fromLow : share;
                double high = ends == Ends.LOW ? fromHigh : share;
                double error = histogram.squaredError(shrunk(histogram, low, high, bits));
                if (error < best) {
                    best = error;
                    lowShare = low;
                    highShare = high;
                }
            }
        }
        return shrunk(histogram, lowShare, highShare, bits);
    }

    /** Which ends of the range move. */
    private enum Ends {
        BOTH,
        HIGH,
        LOW
    }

    private static ActivationQuantizer shrunk(ActivationHistogram histogram, double low, double high, int bits) {
        return ActivationQuantizer.spanning((float) (histogram.low() * low), (float) (histogram.high() * high), bits);
    }

    /** Codes {0, 1}: zero and one more value, of whichever sign errs less. */
    private static ActivationQuantizer binary(ActivationHistogram histogram) {
        ActivationQuantizer best = new ActivationQuantizer(1, 1, 0);
        double least = Double.POSITIVE_INFINITY;
        for (int zeroPoint = 0; zeroPoint <= 1; zeroPoint++) {
            double extreme = zeroPoint == 0 ? histogram.high() : -histogram.low();
            for (int i = 0; i < STEPS; i++) {
                float scale = (float) (extreme * (1 - STEP * i));
                if (scale >= Float.MIN_NORMAL) {
                    ActivationQuantizer candidate = new ActivationQuantizer(1, scale, zeroPoint);
                    double error = histogram.squaredError(candidate);
                    if (error < least) {
                        least = error;
                        best = candidate;
                    }
                }
            }
        }
        return best;
    }
}
