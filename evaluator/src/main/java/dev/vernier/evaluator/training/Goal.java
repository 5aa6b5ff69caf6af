package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.runtime.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a training brings down, and the figure by which its networks are judged. */
public enum Goal {
    /** {@link CrossEntropy}; judged by the accuracy. */
    CROSS_ENTROPY(Truth.CLASS, "accuracy"),
    /** {@link CrossEntropy} at every position; judged by the perplexity, the exponential of its mean. */
    NEXT_LABEL(Truth.LABELS, "perplexity"),
    /** {@link MeanSquared}; judged by the relative L2 error. */
    MEAN_SQUARED(Truth.VALUES, "relative_l2"),
    /** {@link RelativeError}, which is what it is judged by, too. */
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

    /** What networks are judged by: accuracy, perplexity or the relative L2 error. */
    public QualityMetric figure() {
        return QualityMetrics.of(figure).orElseThrow();
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
}
