package dev.vernier.evaluator.metric;

/**
 * How a network's outputs do on a set of labelled samples.
 *
 * @param correct samples whose largest output is the labelled class
 * @param samples all samples, at least 1
 * @param kl mean Kullback–Leibler divergence from the float network's class distribution to this one's, in nats
 */
public record Fidelity(int correct, int samples, double kl) {
    public Fidelity {
        if (samples < 1 || correct < 0 || correct > samples) {
            throw new IllegalArgumentException(correct + " of " + samples + " samples correct");
        }
        if (!(kl >= 0)) {
            throw new IllegalArgumentException("a divergence of " + kl);
        }
    }

    /** Share of samples classified correctly, 0…1. */
    public double accuracy() {
        return (double) correct / samples;
    }

    /** The 95 % confidence interval of {@link #accuracy}. */
    public Interval interval() {
        return Interval.wilson(correct, samples);
    }
}
