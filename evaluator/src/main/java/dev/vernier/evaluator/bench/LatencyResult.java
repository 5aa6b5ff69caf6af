package dev.vernier.evaluator.bench;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How well the latencies of some plans were predicted.
 *
 * @param name the network's, or a word for several
 */
public record LatencyResult(String name, List<Plan> plans) {
    /** The first line of a table of plans, without a line break. */
    public static final String CSV_HEADER = "network,plan,predicted_ms,measured_ms";

    public LatencyResult {
        plans = List.copyOf(plans);
    }

    /**
     * One plan.
     *
     * @param key its widths, layer by layer
     * @param predictedMs by the table
     * @param measuredMs the median of the rounds
     */
    public record Plan(String key, double predictedMs, double measuredMs) {
        /** How far the prediction lies above what was measured, as a part of it; below it is negative. */
        public double error() {
            return predictedMs / measuredMs - 1;
        }
    }

    /** The plans of several networks together. */
    public static LatencyResult together(String name, List<LatencyResult> results) {
        return new LatencyResult(
                name, results.stream().flatMap(result -> result.plans.stream()).toList());
    }

    /** The rank correlation of predictions and measurements; NaN where all are alike or there is but one. */
    public double spearman() {
        if (plans.size() < 2) {
            return Double.NaN;
        }
        return new SpearmansCorrelation()
                .correlation(
                        plans.stream().mapToDouble(Plan::predictedMs).toArray(),
                        plans.stream().mapToDouble(Plan::measuredMs).toArray());
    }

    /** The mean of the errors, each without its sign. */
    public double meanAbsoluteError() {
        return errors().map(Math::abs)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** The mean of the errors: what all predictions have in common. */
    public double meanError() {
        return errors().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private Stream<Double> errors() {
        return plans.stream().map(Plan::error);
    }

    /** The plans that were predicted worst, the worst first. */
    public List<Plan> worst(int count) {
        return plans.stream()
                .sorted(Comparator.comparingDouble((Plan plan) -> Math.abs(plan.error()))
                        .reversed())
                .limit(count)
                .toList();
    }

    /** The plans as lines of that table, without line breaks. */
    public List<String> csv() {
        return plans.stream()
                .map(plan -> String.join(
                        ",",
                        Csv.quoted(name),
                        plan.key(),
                        Csv.figure(plan.predictedMs()),
                        Csv.figure(plan.measuredMs())))
                .toList();
    }
}
