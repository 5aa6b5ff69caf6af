package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The exponential of the {@link CrossEntropy} of a network that scores the next symbol at each step: of how many equally
 * likely symbols it is as uncertain (F. Jelinek and others, 1977, doi:10.1121/1.2016299).
 */
record Perplexity() implements ScoreMetric {
    /** Keeps the exponential finite. */
    private static final double LARGEST_EXPONENT = 700;

    @Override
    public String key() {
        return "perplexity";
    }

    @Override
    public double margin(double share, double value) {
        return share * value;
    }

    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of(classes(sample).orElseThrow());
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.LABELS)
                .or(() -> Misfits.rank(this, sample, 2, "steps×symbols"))
                .or(() -> Misfits.scores(sample, samples))
                .or(() -> Misfits.labelPerPosition(sample, samples));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        return new Exponential(new CrossEntropy().evidence(outputs, reference, samples));
    }

    private record Exponential(Ratio exponent) implements Statistic {
        @Override
        public int samples() {
            return exponent.samples();
        }

        @Override
        public double value(int[] counts) {
            return StrictMath.exp(Math.min(LARGEST_EXPONENT, exponent.value(counts)));
        }
    }
}
