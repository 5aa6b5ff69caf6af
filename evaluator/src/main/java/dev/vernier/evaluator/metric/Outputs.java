package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Shape;

/**
 * The outputs of a network for a set of samples.
 *
 * @param values one row per sample
 * @param shape of what one sample gives: {@code [classes]}, {@code [steps, classes]}, {@code [classes, height, width]} or
 *     any other numbers
 * @param form what the values are where they are scores of classes
 */
public record Outputs(float[] values, Shape shape, Form form) {
    /** What a network's last layer leaves. */
    public enum Form {
        /** Unnormalised log-probabilities, or numbers that are no scores. */
        LOGITS,
        /** Probabilities, from a softmax at the end of the network. */
        PROBABILITIES
    }

    public Outputs {
        if (shape.elements() < 1 || values.length % shape.elements() != 0) {
            throw new IllegalArgumentException(values.length + " values in samples of " + shape);
        }
    }

    /**
     * What a network would give that computes its targets exactly.
     *
     * @param samples of numbers
     * @param count how many samples, the first ones
     * @param shape of what is known about each
     */
    static Outputs ofTargets(Dataset samples, int count, Shape shape) {
        int width = Math.toIntExact(shape.elements());
        float[] values = new float[count * width];
        for (int i = 0; i < count; i++) {
            if (samples.target(i) instanceof Target.Values(float[] target)) {
                System.arraycopy(target, 0, values, i * width, width);
            }
        }
        return new Outputs(values, shape, Form.LOGITS);
    }

    /** Values of one sample. */
    public int width() {
        return Math.toIntExact(shape.elements());
    }

    public int samples() {
        return values.length / width();
    }

    /**
     * One value of one sample, always finite: a network that overflows is to be judged as bad, not to stop a search. What
     * is no number is taken as 0, infinities as the largest number.
     */
    double at(int sample, int index) {
        float value = values[sample * width() + index];
        return Float.isNaN(value) ? 0 : Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /** The sum of the squares of one sample's values. */
    double square(int sample) {
        return product(sample, this, sample);
    }

    /** The inner product of the values of two samples. */
    double product(int sample, Outputs other, int otherSample) {
        double sum = 0;
        for (int i = 0; i < width(); i++) {
            sum += at(sample, i) * other.at(otherSample, i);
        }
        return sum;
    }

    /** The square of the distance between what two networks give for one sample. */
    double squaredDistance(Outputs other, int sample) {
        double sum = 0;
        for (int i = 0; i < width(); i++) {
            double difference = at(sample, i) - other.at(sample, i);
            sum += difference * difference;
        }
        return sum;
    }
}
