package dev.vernier.evaluator.quantize;

/**
 * How often the values of one activation tensor fall into each of many equal bins between its extremes. Zeros are not
 * counted, for every quantizer represents them exactly.
 */
public final class ActivationHistogram {
    private static final int BINS = 2048;

    private final float low;
    private final float high;
    private final long[] counts = new long[BINS];

    /**
     * @param low the smallest value that will be added, or 0 when that is smaller
     * @param high the largest value that will be added, or 0 when that is larger
     */
    public ActivationHistogram(float low, float high) {
        if (!Float.isFinite(low) || !Float.isFinite(high)) {
            throw new IllegalArgumentException("range " + low + "…" + high + " is not finite");
        }
        this.low = Math.min(low, 0);
        this.high = Math.max(high, 0);
    }

    public void add(float value) {
        if (value != 0) {
            int bin = (int) ((value - low) / (high - low) * BINS);
            counts[Math.clamp(bin, 0, BINS - 1)]++;
        }
    }

    public float low() {
        return low;
    }

    public float high() {
        return high;
    }

    /** The sum of squared errors that a quantizer makes on the values counted, each taken at the centre of its bin. */
    double squaredError(ActivationQuantizer quantizer) {
        double width = ((double) high - low) / BINS;
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                float centre = (float) (low + (i + 0.5) * width);
                double error = centre - quantizer.decode(quantizer.encode(centre));
                sum += counts[i] * error * error;
            }
        }
        return sum;
    }
}
