package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What outputs are judged against. Sums run over the samples in order, in double precision and StrictMath.
 *
 * @param metric how to judge
 * @param reference the float network's outputs on the samples
 * @param samples to which the metric fits
 */
public record Yardstick(QualityMetric metric, Outputs reference, Dataset samples) {
    /** Terms of a divergence that are computed side by side before they are added. */
    private static final int MOST_TERMS = 1 << 20;

    /**
     * How outputs do.
     *
     * @param outputs for all of the samples, or the first ones
     */
    public Fidelity measure(Outputs outputs) {
        Evidence evidence = metric.evidence(outputs, reference, samples);
        return new Fidelity(evidence.value(), evidence.interval(), outputs.samples(), divergence(outputs));
    }

    /** How the float network itself does. */
    public Fidelity ofFloat() {
        return measure(reference);
    }

    /**
     * How far outputs are from the float network's: for scores, the mean Kullback–Leibler divergence of the class
     * distributions from the float network's, in nats; for numbers, the square of their distance divided by the square of
     * the float network's outputs.
     *
     * @param outputs for all of the samples, or the first ones
     */
    public double divergence(Outputs outputs) {
        return metric.readsScores() ? classDivergence(outputs) : squaredError(outputs, reference);
    }

    private double classDivergence(Outputs outputs) {
        Scores ours = Scores.of(outputs);
        Scores theirs = Scores.of(reference);
        int positions = ours.positions();
        int[] counted = IntStream.range(0, outputs.samples())
                .flatMap(sample -> {
                    Target target = samples.target(sample);
                    return IntStream.range(0, positions)
                            .filter(position -> !ours.isIgnored(target, position))
                            .map(position -> sample * positions + position);
                })
                .toArray();
        int together = Math.max(1, MOST_TERMS / ours.classes());
        double sum = 0;
        for (int first = 0; first < counted.length; first += together) {
            double[][] terms = Arrays.stream(counted, first, Math.min(first + together, counted.length))
                    .parallel()
                    .mapToObj(i -> theirs.divergence(ours, i / positions, i % positions))
                    .toArray(double[][]::new);
            for (double[] each : terms) {
                for (double term : each) {
                    sum += term;
                }
            }
        }
        return counted.length == 0 ? 0 : Math.max(0, sum / counted.length);
    }

    /** How much two runs of one network have in common, as this metric reads them. */
    public Agreement agreement(Outputs ours, Outputs theirs) {
        if (!metric.readsScores()) {
            return new Agreement.OfNumbers(Math.sqrt(squaredError(ours, theirs)));
        }
        Scores a = Scores.of(ours);
        Scores b = Scores.of(theirs);
        long same = 0;
        for (int i = 0; i < a.samples(); i++) {
            for (int position = 0; position < a.positions(); position++) {
                same += a.top(i, position) == b.top(i, position) ? 1 : 0;
            }
        }
        return new Agreement.OfClasses((double) same / ((long) a.samples() * a.positions()));
    }

    /** Relative to {@code theirs}; where these are nothing at all, any difference counts as 1. */
    private static double squaredError(Outputs ours, Outputs theirs) {
        double error = 0;
        double square = 0;
        for (int i = 0; i < ours.samples(); i++) {
            error += ours.squaredDistance(theirs, i);
            square += theirs.square(i);
        }
        return error == 0 ? 0 : square == 0 ? 1 : error / square;
    }
}
