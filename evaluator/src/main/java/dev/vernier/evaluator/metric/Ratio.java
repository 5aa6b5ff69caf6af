package dev.vernier.evaluator.metric;

import java.util.Arrays;

/**
 * A mean: the sum of what the samples contribute, divided by the sum of their weights; 0 where nothing has a weight.
 *
 * @param parts one for each sample
 * @param weights one for each sample, at least 0
 */
record Ratio(double[] parts, double[] weights) implements Statistic {
    /** The plain mean. */
    static Ratio mean(double[] values) {
        double[] weights = new double[values.length];
        Arrays.fill(weights, 1);
        return new Ratio(values, weights);
    }

    @Override
    public int samples() {
        return parts.length;
    }

    @Override
    public double value(int[] counts) {
        double part = 0;
        double weight = 0;
        for (int i = 0; i < counts.length; i++) {
            part += counts[i] * parts[i];
            weight += counts[i] * weights[i];
        }
        return weight == 0 ? 0 : part / weight;
    }
}
