package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/** The mean of −ln p of the known class, in nats; over positions where there is a label for each. */
record CrossEntropy() implements ScoreMetric {
    @Override
    public String key() {
        return "cross_entropy";
    }

    @Override
    public String label() {
        return "cross-entropy";
    }

    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of(StrictMath.log(classes(sample).orElseThrow()));
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.CLASS, Truth.LABELS)
                .or(() -> Misfits.scores(sample, samples))
                .or(() -> Misfits.labelPerPosition(sample, samples));
    }

    @Override
    public Ratio evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Scores scores = Scores.of(outputs);
        double[] surprise = new double[scores.samples()];
        double[] counted = new double[scores.samples()];
        for (int i = 0; i < surprise.length; i++) {
            Target target = samples.target(i);
            for (int position = 0; position < scores.positions(); position++) {
                int label = scores.label(target, position);
                if (label != Target.Labels.IGNORED) {
                    counted[i]++;
                    surprise[i] -= scores.logProbabilities(i, position)[label];
                }
            }
        }
        return new Ratio(surprise, counted);
    }
}
