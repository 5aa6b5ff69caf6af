package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.QualityMetric.Misfit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What metrics ask of outputs and samples. */
final class Misfits {
    private Misfits() {}

    static Optional<Misfit> truth(QualityMetric metric, Dataset samples, Truth first, Truth... others) {
        Set<Truth> wanted = EnumSet.of(first, others);
        if (wanted.contains(samples.truth())) {
            return Optional.empty();
        }
        String needed = wanted.stream().map(Truth::words).collect(Collectors.joining(" or "));
        return Optional.of(new Misfit(
                "'" + metric.key() + "' needs " + needed + " for each sample, and the data have "
                        + samples.truth().words(),
                samples.truth() == Truth.NONE
                        ? "give the data labels or targets, or take a metric that compares with the float network, such as"
                                + " 'cosine' or 'kl'"
                        : "take a metric that fits the data"));
    }

    /** Outputs have to be scores, of as many classes as there are labels. */
    static Optional<Misfit> scores(Shape sample, Dataset samples) {
        Optional<Scores.Layout> layout = Scores.Layout.of(sample);
        if (layout.isEmpty() || (samples.truth() == Truth.CLASS && layout.get().positions() > 1)) {
            return Optional.of(new Misfit(
                    "the model's output of shape " + sample + " for each sample is no list of class scores",
                    "the model is no classifier, or its last pooling was cut off"));
        }
        int classes = layout.get().classes();
        if (classes < samples.classes()) {
            return Optional.of(new Misfit(
                    "the model tells " + classes + " classes apart, and the data's labels go up to "
                            + (samples.classes() - 1),
                    "the labels belong to another model, or start at 1 instead of 0"));
        }
        return Optional.empty();
    }

    /** Each sample needs a label for each position; any number of them may be ignored, but not all. */
    static Optional<Misfit> labelPerPosition(Shape sample, Dataset samples) {
        int positions = Scores.Layout.of(sample).orElseThrow().positions();
        boolean known = false;
        for (int i = 0; i < samples.size(); i++) {
            if (samples.target(i) instanceof Target.Labels(int[] labels)) {
                if (labels.length != positions) {
                    return Optional.of(new Misfit(
                            "sample " + i + " has " + labels.length + " labels, and the model's output has " + positions
                                    + " positions",
                            "the labels belong to another model, or to another length"));
                }
                known |= Arrays.stream(labels).anyMatch(label -> label != Target.Labels.IGNORED);
            } else {
                known = true;
            }
        }
        return known
                ? Optional.empty()
                : Optional.of(
                        new Misfit("every label of every sample is to be ignored", "the labels belong to other data"));
    }

    /** Each sample needs so many numbers. */
    static Optional<Misfit> targets(Dataset samples, long wanted) {
        for (int i = 0; i < samples.size(); i++) {
            if (samples.target(i) instanceof Target.Values(float[] values) && values.length != wanted) {
                return Optional.of(new Misfit(
                        "numbers known of sample " + i + ": " + values.length + ", needed: " + wanted,
                        "the targets belong to another model"));
            }
        }
        return Optional.empty();
    }

    static Optional<Misfit> rank(QualityMetric metric, Shape sample, int rank, String form) {
        return sample.rank() == rank
                ? Optional.empty()
                : Optional.of(new Misfit(
                        "'" + metric.key() + "' needs outputs of the shape " + form + ", and the model's have " + sample
                                + " for each sample",
                        "take another metric, or another output of the model"));
    }
}
