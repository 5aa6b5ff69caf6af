package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.List;

/** Trials as vectors of which more is better everywhere. */
final class Fitness {
    private Fitness() {}

    static double[] of(Trial trial, List<Objective> objectives) {
        return objectives.stream()
                .mapToDouble(objective -> objective.metric() instanceof Metric.Quality quality
                                && quality.metric().proportion()
                        ? merit(trial.fidelity())
                        : -objective.loss(trial.value(objective)))
                .toArray();
    }

    /**
     * Of a proportion, as many samples; the divergence, worth less than one sample, decides between plans that have as
     * many. Other figures hardly ever are the same for two plans.
     */
    private static double merit(Fidelity fidelity) {
        return fidelity.value() * fidelity.samples() + 1 / (1 + fidelity.divergence());
    }
}
