package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What the outputs of a network are worth; {@link QualityMetrics} knows them all. */
public sealed interface QualityMetric permits ScoreMetric, Cosine, MeanAbsoluteError, RelativeL2, Spearman {
    /** The name in configurations and results: {@code accuracy}. */
    String key();

    /** What people call it: {@code top-5 accuracy}. */
    default String label() {
        return key().replace('_', ' ');
    }

    /** Whether more is better. */
    default boolean maximised() {
        return proportion();
    }

    /** Whether it is the share of what is right, which people read in percent. */
    default boolean proportion() {
        return false;
    }

    /** Whether outputs are read as scores of classes, rather than as numbers. */
    default boolean readsScores() {
        return this instanceof ScoreMetric;
    }

    /**
     * How far a value may fall behind another one and still be as good as it, when so much of a share may be lost.
     *
     * @param share 0.01 for a point of accuracy
     * @param value what is compared with
     */
    default double margin(double share, double value) {
        return share;
    }

    /**
     * What a network would reach that knows nothing; empty where that cannot be told, or the float network is compared with
     * itself.
     *
     * @param sample the shape of its output
     */
    default OptionalDouble guessing(Shape sample) {
        return OptionalDouble.empty();
    }

    /**
     * Number of classes that such outputs tell apart.
     *
     * @return empty where they are no scores
     */
    default OptionalInt classes(Shape sample) {
        return readsScores()
                ? Scores.Layout.of(sample).stream()
                        .mapToInt(Scores.Layout::classes)
                        .findFirst()
                : OptionalInt.empty();
    }

    /** What keeps this metric from being applied to such outputs and samples; empty where nothing does. */
    Optional<Misfit> misfit(Shape sample, Dataset samples);

    /**
     * Judges outputs.
     *
     * @param outputs for all of the samples, or the first ones
     * @param reference the float network's outputs for the samples
     * @param samples which {@link #misfit} found nothing wrong with
     */
    Evidence evidence(Outputs outputs, Outputs reference, Dataset samples);

    /**
     * Why a metric cannot be applied.
     *
     * @param problem what is wrong, and {@code mend} what would help, both as in {@link
     *     dev.vernier.hardware.input.InvalidInputException}
     */
    record Misfit(String problem, String mend) {}
}
