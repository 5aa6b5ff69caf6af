package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.search.trial.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatCheckTest {
    /** The interval of 119 of 1,000 begins at 10.03 %, that of 118 at 9.95 %. */
    @ParameterizedTest
    @CsvSource({
        "10, 937, 1000, false",
        "10, 119, 1000, false",
        "10, 118, 1000, true",
        "10, 0, 1000, true",
        "2, 9, 10, false",
        "2, 7, 10, true"
    })
    void warnsWhereGuessingWouldDoAsWell(int classes, int correct, int samples, boolean doubtful) {
        Fidelity fidelity = Fidelity.ofSuccesses(correct, samples, 0);

        assertEquals(
                doubtful,
                FloatCheck.doubt(Metric.Quality.ACCURACY, Shape.of(classes), fidelity)
                        .isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "cross_entropy, 0.4, 0.5, false",
        "cross_entropy, 2.2, 2.4, true",
        "spearman, 0.6, 0.8, false",
        "spearman, -0.1, 0.2, true",
        "relative_l2, 0.01, 0.02, false",
        "relative_l2, 0.9, 1.1, true",
        "cosine, 1, 1, false",
        "mean_absolute_error, 3, 4, false"
    })
    void everyMetricHasItsOwnChance(String key, double low, double high, boolean doubtful) {
        Metric.Quality quality = (Metric.Quality) Metric.of(key).orElseThrow();
        Fidelity fidelity = new Fidelity((low + high) / 2, new Interval(low, high), 100, 0);

        assertEquals(doubtful, FloatCheck.doubt(quality, Shape.of(10), fidelity).isPresent());
    }

    @Test
    void saysWhatToCheck() {
        String doubt = FloatCheck.doubt(Metric.Quality.ACCURACY, Shape.of(10), Fidelity.ofSuccesses(98, 1000, 0))
                .orElseThrow();

        assertTrue(
                doubt.contains("has the accuracy 9.8 % (8.1…11.8) on the 1000 samples, and guessing would have 10.0 %"),
                doubt);
        assertTrue(doubt.contains("'scale'") && doubt.contains("'layout'") && doubt.contains("labels"), doubt);
    }
}
