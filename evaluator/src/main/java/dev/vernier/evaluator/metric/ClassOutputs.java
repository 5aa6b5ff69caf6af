package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;

/**
 * The outputs of a classifier for a set of samples.
 *
 * @param values one row per sample, one value per class
 * @param classes number of classes
 * @param form what the values are
 */
public record ClassOutputs(float[] values, int classes, Form form) {
    /** What a network's last layer leaves. */
    public enum Form {
        /** Unnormalised log-probabilities. */
        LOGITS,
        /** Probabilities, from a softmax at the end of the network. */
        PROBABILITIES
    }

    /** Keeps the logarithm of a probability finite. */
    private static final double LEAST_PROBABILITY = 1e-30;

    public ClassOutputs {
        if (classes < 1 || values.length % classes != 0) {
            throw new IllegalArgumentException(values.length + " values for " + classes + " classes");
        }
    }

    public int samples() {
        return values.length / classes;
    }

    /** The class of the largest value; the first one when several are. */
    public int top(int sample) {
        int top = 0;
        for (int c = 1; c < classes; c++) {
            if (values[sample * classes + c] > values[sample * classes + top]) {
                top = c;
            }
        }
        return top;
    }

    /** Share of samples on which two networks choose the same class. */
    public double agreement(ClassOutputs other) {
        int same = 0;
        for (int i = 0; i < samples(); i++) {
            same += top(i) == other.top(i) ? 1 : 0;
        }
        return (double) same / samples();
    }

    /**
     * How these outputs do against labels and against the float network's outputs. Sums run over the samples in order,
     * in double precision and StrictMath.
     *
     * @param reference the float network's outputs on the same samples; may hold more
     * @param labels samples in the same order; may hold more
     */
    public Fidelity against(ClassOutputs reference, Dataset labels) {
        int correct = 0;
        double kl = 0;
        for (int i = 0; i < samples(); i++) {
            correct += top(i) == labels.label(i) ? 1 : 0;
            double[] p = reference.logProbabilities(i);
            double[] q = logProbabilities(i);
            for (int c = 0; c < classes; c++) {
                kl += StrictMath.exp(p[c]) * (p[c] - q[c]);
            }
        }
        return new Fidelity(correct, samples(), Math.max(0, kl / samples()));
    }

    /** The logarithms of the class probabilities of one sample, normalised. */
    private double[] logProbabilities(int sample) {
        double[] logs = new double[classes];
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double value = values[sample * classes + c];
            logs[c] = form == Form.LOGITS ? value : StrictMath.log(Math.max(value, LEAST_PROBABILITY));
            largest = Math.max(largest, logs[c]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - largest);
        }
        double normaliser = largest + StrictMath.log(sum);
        for (int c = 0; c < classes; c++) {
            logs[c] -= normaliser;
        }
        return logs;
    }
}
