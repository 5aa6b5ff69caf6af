package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well outputs rank what people scored: {@linkplain RankCorrelation Spearman's coefficient} of the network's number
 * and the target. A network that gives an embedding instead is judged by pairs, as those of sentences: each two
 * consecutive samples are one, their cosine stands for the number, and the first one's target is the score of both.
 */
record Spearman() implements QualityMetric {
    private static final int FEWEST = 3;

    @Override
    public String key() {
        return "spearman";
    }

    @Override
    public String label() {
        return "Spearman’s coefficient";
    }

    @Override
    public boolean maximised() {
        return true;
    }

    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of(0);
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        int size = samples.size();
        return Misfits.truth(this, samples, Truth.VALUES)
                .or(() -> Misfits.targets(samples, 1))
                .or(() -> sample.elements() == 1 || size % 2 == 0
                        ? Optional.empty()
                        : Optional.of(new Misfit(
                                "'spearman' takes two consecutive samples for a pair where the model gives an embedding, and"
                                        + " there are " + size + " samples",
                                "ask for an even number of samples under 'data'")))
                .or(() -> size / pace(sample) >= FEWEST
                        ? Optional.empty()
                        : Optional.of(new Misfit(
                                "there are " + size / pace(sample) + " scores, and ranks of so few say nothing",
                                "ask for more samples under 'data'")));
    }

    /** Samples for each score. */
    private static int pace(Shape sample) {
        return sample.elements() == 1 ? 1 : 2;
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        int pace = pace(outputs.shape());
        Outputs targets = Outputs.ofTargets(samples, outputs.samples(), Shape.of(1));
        double[] given = new double[outputs.samples() / pace];
        double[] wanted = new double[given.length];
        for (int i = 0; i < given.length; i++) {
            int sample = i * pace;
            given[i] = pace == 1 ? outputs.at(sample, 0) : Cosine.of(outputs, sample, outputs, sample + 1);
            wanted[i] = targets.at(sample, 0);
        }
        return new RankCorrelation(given, wanted);
    }
}
