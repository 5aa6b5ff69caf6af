package dev.vernier.evaluator.kernel;

/** Weights counted from their zero points, as sums take them. */
final class CentredWeights {
    private CentredWeights() {}

    /** The largest distance of a weight from its channel's zero point, 0…255. */
    static int largest(byte[] weights, byte[] zeroPoints) {
        int depth = weights.length / zeroPoints.length;
        int largest = 0;
        for (int i = 0; i < weights.length; i++) {
            largest = Math.max(largest, Math.abs(weights[i] - zeroPoints[i / depth]));
        }
        return largest;
    }
}
