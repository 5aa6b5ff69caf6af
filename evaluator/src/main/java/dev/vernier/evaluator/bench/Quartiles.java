package dev.vernier.evaluator.bench;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The middle of some figures and how far they scatter.
 *
 * @param spread the distance between the first and the third quartile
 */
record Quartiles(double median, double spread) {
    static Quartiles of(double[] figures) {
        Percentile quantiles = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        quantiles.setData(figures);
        return new Quartiles(quantiles.evaluate(50), quantiles.evaluate(75) - quantiles.evaluate(25));
    }

    /** Of {@code numerators[i] / denominators[i]}, which were measured right after one another. */
    static Quartiles ofRatios(double[] numerators, double[] denominators) {
        double[] ratios = new double[numerators.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = numerators[i] / denominators[i];
        }
        return of(ratios);
    }

    /** The spread as a part of the median. */
    double relativeSpread() {
        return spread / median;
    }
}
