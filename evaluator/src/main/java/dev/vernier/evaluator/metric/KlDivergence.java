package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean Kullback–Leibler divergence of the class distributions from the float network's, in nats (S. Kullback, R. A.
 * Leibler, 1951, doi:10.1214/aoms/1177729694). Labels are not needed.
 */
record KlDivergence() implements QualityMetric {
    @Override
    public String key() {
        return "kl";
    }

    @Override
    public String label() {
        return "KL divergence";
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.scores(sample, samples);
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Scores ours = Scores.of(outputs);
        Scores theirs = Scores.of(reference);
        double[] divergences = new double[ours.samples()];
        double[] counted = new double[ours.samples()];
        IntStream.range(0, divergences.length).parallel().forEach(i -> {
            Target target = samples.target(i);
            double sum = 0;
            for (int position = 0; position < ours.positions(); position++) {
                if (!ours.isIgnored(target, position)) {
                    counted[i]++;
                    for (double term : theirs.divergence(ours, i, position)) {
                        sum += term;
                    }
                }
            }
            divergences[i] = Math.max(0, sum);
        });
        return new Ratio(divergences, counted);
    }
}
