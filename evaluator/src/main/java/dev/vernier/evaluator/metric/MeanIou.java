package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean over classes of the intersection of the pixels of a class and those found to be, over their union, as
 * segmentation is judged by (M. Everingham and others, 2010, doi:10.1007/s11263-009-0275-4).
 */
record MeanIou() implements ScoreMetric {
    @Override
    public String key() {
        return "mean_iou";
    }

    @Override
    public String label() {
        return "mean IoU";
    }

    @Override
    public boolean proportion() {
        return true;
    }

    /** No more than a network that finds one class everywhere. */
    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of(1.0 / classes(sample).orElseThrow());
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.LABELS)
                .or(() -> Misfits.rank(this, sample, 3, "classes×height×width"))
                .or(() -> Misfits.scores(sample, samples))
                .or(() -> Misfits.labelPerPosition(sample, samples));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Scores scores = Scores.of(outputs);
        int[][] intersections = new int[scores.samples()][scores.classes()];
        int[][] unions = new int[scores.samples()][scores.classes()];
        for (int i = 0; i < unions.length; i++) {
            Target target = samples.target(i);
            for (int position = 0; position < scores.positions(); position++) {
                int label = scores.label(target, position);
                if (label == Target.Labels.IGNORED) {
                    continue;
                }
                int found = scores.top(i, position);
                unions[i][label]++;
                if (found == label) {
                    intersections[i][label]++;
                } else {
                    unions[i][found]++;
                }
            }
        }
        return new Overlap(intersections, unions);
    }
}
