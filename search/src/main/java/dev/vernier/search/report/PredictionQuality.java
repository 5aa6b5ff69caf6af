package dev.vernier.search.report;

import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.search.trial.Trial;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/** How well additive sensitivities foretold the divergences of whole plans. */
final class PredictionQuality {
    private static final int FEWEST_TRIALS = 3;

    private PredictionQuality() {}

    /**
     * Compares predicted with measured divergences. Trials without any divergence have no relative error and count for
     * the ranks alone.
     *
     * @return empty when there are too few trials, or no two of them differ
     */
    static Optional<ReportData.Prediction> of(List<Trial> trials, Sensitivities sensitivities) {
        double[] measured = trials.stream()
                .mapToDouble(trial -> trial.fidelity().divergence())
                .toArray();
        double[] predicted = trials.stream()
                .mapToDouble(trial -> sensitivities.predict(trial.plan()))
                .toArray();
        double[] errors = IntStream.range(0, measured.length)
                .filter(i -> measured[i] > 0)
                .mapToDouble(i -> Math.abs(predicted[i] - measured[i]) / measured[i])
                .toArray();
        if (errors.length < FEWEST_TRIALS) {
            return Optional.empty();
        }
        double spearman = new SpearmansCorrelation().correlation(predicted, measured);
        return Double.isNaN(spearman)
                ? Optional.empty()
                : Optional.of(new ReportData.Prediction(
                        measured.length, Rounding.of(spearman), Rounding.of(new Median().evaluate(errors))));
    }
}
