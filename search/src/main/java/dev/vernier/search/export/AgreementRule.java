package dev.vernier.search.export;

/**
 * When a consumer's results count as ours. ONNX Runtime computes exported networks in floating point and therefore
 * rounds now and then to the neighbouring code; it does not even agree with itself between optimization levels. One
 * sample may always differ, however few there are.
 */
final class AgreementRule {
    private static final double MAX_ACCURACY_GAP = 0.001;
    private static final double MAX_DIFFERENCE = 0.001;
    private static final double MAX_DIFFERENCE_FUSED = 0.005;
    private static final double ROUNDING = 1e-12;

    private AgreementRule() {}

    /**
     * With fusion off: accuracy within 0.1 points, and other classes on at most 0.1 % of the samples plus twice the
     * consumer's own difference between optimization levels.
     */
    static boolean holdsUnfused(double accuracyGap, double agreement, double ownDifference, int samples) {
        double oneSample = 1.0 / samples;
        return Math.abs(accuracyGap) <= Math.max(MAX_ACCURACY_GAP, oneSample) + ROUNDING
                && 1 - agreement <= Math.max(MAX_DIFFERENCE, oneSample) + 2 * ownDifference + ROUNDING;
    }

    /** With fusion on: other classes on at most 0.5 % of the samples. */
    static boolean holdsFused(double agreement, int samples) {
        return 1 - agreement <= Math.max(MAX_DIFFERENCE_FUSED, 1.0 / samples) + ROUNDING;
    }
}
