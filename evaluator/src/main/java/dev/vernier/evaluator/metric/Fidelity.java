package dev.vernier.evaluator.metric;

/**
 * How a network's outputs do on a set of samples.
 *
 * @param value of the metric
 * @param interval its 95 % confidence interval
 * @param samples how many there were, at least 1
 * @param divergence from the float network's outputs, which every network has whatever is known about the samples; see
 *     {@link Yardstick#divergence}
 */
public record Fidelity(double value, Interval interval, int samples, double divergence) {
    public Fidelity {
        if (samples < 1) {
            throw new IllegalArgumentException("nothing was judged");
        }
        if (!Double.isFinite(value) || !(divergence >= 0)) {
            throw new IllegalArgumentException("a value of " + value + " and a divergence of " + divergence);
        }
    }

    /**
     * Where samples are either right or wrong.
     *
     * @param successes 0 … samples
     */
    public static Fidelity ofSuccesses(int successes, int samples, double divergence) {
        Successes all = new Successes(successes, samples);
        return new Fidelity(all.value(), all.interval(), samples, divergence);
    }
}
