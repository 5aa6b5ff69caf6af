package dev.vernier.evaluator.quantize;

/**
 * One choice of values that weights may take: {@code scale·(code − zeroPoint)}.
 *
 * @param kind which codes there are
 * @param scale positive and finite
 * @param zeroPoint the code of zero; 0 where codes lie symmetrically
 */
record WeightGrid(WeightCodes kind, int bits, float scale, int zeroPoint) {
    /** The code nearest to a weight. */
    int code(float weight) {
        double code = kind.round((double) weight / scale) + zeroPoint;
        return (int) Math.clamp(code, kind.lowest(bits), kind.highest(bits));
    }

    /** The lower end of the values. */
    double low() {
        return scale * ((double) kind.lowest(bits) - zeroPoint);
    }

    /** The upper end of the values. */
    double high() {
        return scale * ((double) kind.highest(bits) - zeroPoint);
    }

    /** {@code Σ|w − ŵ|^2.5}. */
    double error(float[] weights) {
        double sum = 0;
        for (float w : weights) {
            double error = Math.abs(w - scale * ((double) code(w) - zeroPoint));
            sum += error * error * Math.sqrt(error);
        }
        return sum;
    }
}
