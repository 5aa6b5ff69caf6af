package dev.vernier.evaluator.metric;

import java.util.Arrays;

/**
 * Samples that are either right or wrong.
 *
 * @param successes 0 … trials
 * @param trials at least 1
 */
record Successes(int successes, int trials) implements Evidence {
    /** @param right 1 for each sample that is, else 0 */
    static Successes of(double[] right) {
        return new Successes((int) Arrays.stream(right).sum(), right.length);
    }

    @Override
    public double value() {
        return (double) successes / trials;
    }

    @Override
    public Interval interval() {
        return Interval.wilson(successes, trials);
    }
}
