package dev.vernier.evaluator.metric;

/** A closed range that holds the true value with 95 % confidence. */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval " + low + "…" + high + " is empty");
        }
    }

    /**
     * Wilson's score interval for a proportion (E. B. Wilson, 1927, doi:10.1080/01621459.1927.10502953).
     *
     * @param successes 0…{@code trials}
     * @param trials at least 1
     */
    public static Interval wilson(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " successes of " + trials);
        }
        double p = (double) successes / trials;
        double square = Z * Z / trials;
        double centre = p + square / 2;
        double reach = Z * Math.sqrt(p * (1 - p) / trials + square / (4 * trials));
        // Rounding must not part the interval from what it is about.
        return new Interval(
                successes == 0 ? 0 : Math.max(0, (centre - reach) / (1 + square)),
                successes == trials ? 1 : Math.min(1, (centre + reach) / (1 + square)));
    }
}
