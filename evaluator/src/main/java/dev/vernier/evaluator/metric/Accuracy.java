package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The share of samples whose class is among those of the {@code k} largest scores, the first of equal ones first; of
 * positions where there is a label for each.
 *
 * @param k at least 1
 */
record Accuracy(int k) implements ScoreMetric {
    @Override
    public String key() {
        return k == 1 ? "accuracy" : "top" + k + "_accuracy";
    }

    @Override
    public String label() {
        return k == 1 ? "accuracy" : "top-" + k + " accuracy";
    }

    @Override
    public boolean proportion() {
        return true;
    }

    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of((double) k / classes(sample).orElseThrow());
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.CLASS, Truth.LABELS)
                .or(() -> Misfits.scores(sample, samples))
                .or(() -> Misfits.labelPerPosition(sample, samples))
                .or(() -> k < classes(sample).orElseThrow()
                        ? Optional.empty()
                        : Optional.of(new Misfit(
                                "'" + key() + "' is always 1 where the model tells "
                                        + classes(sample).orElseThrow() + " classes apart",
                                "take a smaller k")));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Scores scores = Scores.of(outputs);
        double[] right = new double[scores.samples()];
        double[] counted = new double[scores.samples()];
        for (int i = 0; i < right.length; i++) {
            Target target = samples.target(i);
            for (int position = 0; position < scores.positions(); position++) {
                int label = scores.label(target, position);
                if (label != Target.Labels.IGNORED) {
                    counted[i]++;
                    right[i] += scores.rank(i, position, label) < k ? 1 : 0;
                }
            }
        }
        return samples.truth() == Truth.CLASS ? Successes.of(right) : new Ratio(right, counted);
    }
}
