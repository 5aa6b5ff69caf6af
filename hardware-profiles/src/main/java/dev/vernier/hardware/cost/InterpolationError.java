package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;

import java.util.Collection;

/**
 * How far measured figures lie from what the other figures of a table make of their shapes.
 *
 * @param figures how many were left out, one after the other; at least 1
 * @param median of the relative errors {@code |priced / measured − 1|}
 * @param ninetieth the error that nine in ten do not exceed
 */
public record InterpolationError(int figures, double median, double ninetieth) {
    public InterpolationError {
        if (figures < 1) {
            throw new IllegalArgumentException("the error of " + figures + " figures");
        }
        requireNotNegative(median, "median error");
        requireNotNegative(ninetieth, "90th percentile of the error");
        if (ninetieth < median) {
            throw new IllegalArgumentException("the 90th percentile of the error lies below its median");
        }
    }

    /** @param errors at least one */
    static InterpolationError of(Collection<Double> errors) {
        double[] sorted =
                errors.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new InterpolationError(sorted.length, rank(sorted, 0.5), rank(sorted, 0.9));
    }

    /** The nearest rank. */
    private static double rank(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** In words: {@code half of them are off by up to 5 %, nine in ten by up to 20 %}. */
    public String describe() {
        return "half of " + figures + " figures off by up to " + percent(median) + ", nine in ten by up to "
                + percent(ninetieth);
    }

    private static String percent(double share) {
        return Figures.text(Math.round(share * 1000) / 10.0) + " %";
    }
}
