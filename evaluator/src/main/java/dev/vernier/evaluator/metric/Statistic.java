package dev.vernier.evaluator.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A figure of samples that may count several times. Its interval is the percentile bootstrap (B. Efron, 1979,
 * doi:10.1214/aos/1176344552): the middle 95 % of what the figure is when as many samples are drawn with replacement. The
 * draws come from a fixed seed, so equal samples have equal intervals.
 */
non-sealed interface Statistic extends Evidence {
    /** Number of samples, at least 1. */
    int samples();

    /**
     * The figure.
     *
     * @param counts how often each sample counts
     */
    double value(int[] counts);

    @Override
    default double value() {
        int[] once = new int[samples()];
        Arrays.fill(once, 1);
        return value(once);
    }

    @Override
    default Interval interval() {
        int draws = 1_000;
        SplittableRandom random = new SplittableRandom(1);
        double[] values = new double[draws];
        int[] counts = new int[samples()];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < counts.length; i++) {
                counts[random.nextInt(counts.length)]++;
            }
            values[draw] = value(counts);
        }
        Arrays.sort(values);
        // Few samples, or very uneven ones, can put the figure itself outside the middle of the draws.
        double value = value();
        int tail = draws / 40;
        return new Interval(Math.min(value, values[tail]), Math.max(value, values[draws - 1 - tail]));
    }
}
