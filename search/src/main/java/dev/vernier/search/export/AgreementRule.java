package dev.vernier.search.export;

import dev.vernier.evaluator.metric.QualityMetric;

/**
 * When a consumer's results count as ours. ONNX Runtime computes exported networks in floating point and therefore
 * rounds now and then to the neighbouring code; it does not even agree with itself between optimization levels. One
 * sample may always differ, however few there are.
 */
final class AgreementRule {
    private static final double MAX_PROPORTION_GAP = 0.001;
    private static final double MAX_OTHER_GAP = 0.01;
    private static final double MAX_DIFFERENCE = 0.001;
    private static final double MAX_DIFFERENCE_FUSED = 0.005;
    private static final double MAX_RELATIVE_L2 = 0.01;
    private static final double ROUNDING = 1e-12;

    private AgreementRule() {}

    /**
     * Where outputs are numbers, with fusion off or on: they differ by at most 1 % of what they are, plus twice the consumer's
     * own difference between optimization levels. In deep networks of narrow codes, one rounding changes many behind it.
     */
    static boolean holds(double relativeL2, double ownDifference) {
        return relativeL2 <= MAX_RELATIVE_L2 + 2 * ownDifference + ROUNDING;
    }

    /**
     * Whether two values of a metric of class scores are as good as equal: proportions within 0.1 points or one sample,
     * other figures within a hundredth.
     */
    static boolean holdsFor(QualityMetric metric, double ours, double theirs, int samples) {
        double most = metric.proportion() ? Math.max(MAX_PROPORTION_GAP, 1.0 / samples) : MAX_OTHER_GAP;
        return Math.abs(ours - theirs) <= metric.margin(most, ours) + ROUNDING;
    }

    /**
     * With fusion off: other classes on at most 0.1 % of the samples plus twice the consumer's own difference between
     * optimization levels.
     */
    static boolean holdsUnfused(double agreement, double ownDifference, int samples) {
        return 1 - agreement <= Math.max(MAX_DIFFERENCE, 1.0 / samples) + 2 * ownDifference + ROUNDING;
    }

    /** With fusion on: other classes on at most 0.5 % of the samples. */
    static boolean holdsFused(double agreement, int samples) {
        return 1 - agreement <= Math.max(MAX_DIFFERENCE_FUSED, 1.0 / samples) + ROUNDING;
    }
}
