package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.runtime.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a training brings down, and the figure by which its networks are judged. */
public enum Goal {
    /** {@link CrossEntropy}; judged by the share of samples whose largest output is that of their class. */
    CROSS_ENTROPY(Truth.CLASS, "accuracy"),
    /** {@link CrossEntropy} at every position; judged by the perplexity, the exponential of its mean. */
    NEXT_LABEL(Truth.LABELS, "perplexity"),
    /** {@link MeanSquared}; judged by {@link RelativeError}. */
    MEAN_SQUARED(Truth.VALUES, "relative_l2"),
    /** {@link RelativeError}, which it is judged by, too. */
    RELATIVE_L2(Truth.VALUES, "relative_l2");

    private final Truth truth;
    private final String figure;

    Goal(Truth truth, String figure) {
        this.truth = truth;
        this.figure = figure;
    }

    /** What has to be known about the samples. */
    Truth truth() {
        return truth;
    }

    /** The name of the figure: {@code accuracy}, {@code perplexity} or {@code relative_l2}. */
    public String figure() {
        return figure;
    }

    /**
     * The loss over a batch.
     *
     * @param targets what is known about its samples, of the goal's {@link #truth}
     * @param outputs values per sample in the network's output
     * @param smoothing see {@link CrossEntropy}
     */
    Loss loss(List<Target> targets, int outputs, double smoothing) {
        return switch (this) {
            case CROSS_ENTROPY -> new CrossEntropy(labels(targets), outputs, smoothing);
            case NEXT_LABEL -> {
                int[] labels = positions(targets);
                int classes = outputs * targets.size() / labels.length;
                Loss loss = new CrossEntropy(labels, classes, smoothing);
                yield logits -> loss.of(logits.reshape(labels.length, classes));
            }
            case MEAN_SQUARED -> new MeanSquared(values(targets, outputs));
            case RELATIVE_L2 -> new RelativeError(values(targets, outputs), outputs);
        };
    }

    /**
     * What one sample adds to the figure, which {@link #figure(double)} makes of the mean over the samples.
     *
     * @param outputs of a batch, sample by sample
     * @param from where the sample's outputs begin
     * @param count how many they are
     */
    double judge(float[] outputs, int from, int count, Target target) {
        return switch (target) {
            case Target.OfClass(int label) -> largest(outputs, from, count) == label ? 1 : 0;
            case Target.Values(float[] values) -> RelativeError.of(outputs, from, values);
            case Target.Labels(int[] labels) -> crossEntropy(outputs, from, count / labels.length, labels);
            case Target.Nothing _ -> throw new IllegalArgumentException("nothing is known to judge a sample by");
        };
    }

    /** The figure of a mean over samples. */
    double figure(double mean) {
        return this == NEXT_LABEL ? Math.exp(mean) : mean;
    }

    /** The goal of a name as recipes write it, such as {@code relative-l2}. */
    static Goal of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static int[] labels(List<Target> targets) {
        return targets.stream()
                .mapToInt(target -> ((Target.OfClass) target).label())
                .toArray();
    }

    private static int[] positions(List<Target> targets) {
        return targets.stream()
                .flatMapToInt(target -> Arrays.stream(((Target.Labels) target).labels()))
                .toArray();
    }

    private static float[] values(List<Target> targets, int count) {
        float[] all = new float[targets.size() * count];
        for (int i = 0; i < targets.size(); i++) {
            System.arraycopy(((Target.Values) targets.get(i)).values(), 0, all, i * count, count);
        }
        return all;
    }

    /** The mean over the positions of one sample. */
    private static double crossEntropy(float[] logits, int from, int classes, int[] labels) {
        double sum = 0;
        for (int position = 0; position < labels.length; position++) {
            int start = from + position * classes;
            double largest = logits[start + largest(logits, start, classes)];
            double total = 0;
            for (int i = 0; i < classes; i++) {
                total += Math.exp(logits[start + i] - largest);
            }
            sum += largest + Math.log(total) - logits[start + labels[position]];
        }
        return sum / labels.length;
    }

    /** The first among equals. */
    private static int largest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
