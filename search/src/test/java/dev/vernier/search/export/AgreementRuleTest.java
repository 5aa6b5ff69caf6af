package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.QualityMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementRuleTest {
    @ParameterizedTest
    @CsvSource({
        "accuracy, 0.91, 0.911, true",
        "accuracy, 0.91, 0.9089, false",
        "cross_entropy, 0.5, 0.509, true",
        "cross_entropy, 0.5, 0.511, false",
        "perplexity, 20, 20.19, true",
        "perplexity, 20, 20.21, false"
    })
    void valuesOfTheMetric(String key, double ours, double theirs, boolean holds) {
        assertEquals(holds, AgreementRule.holdsFor(QualityMetrics.of(key).orElseThrow(), ours, theirs, 10_000));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, true", "0.999, 0, true", "0.9985, 0, false", "0.9985, 0.001, true"})
    void unfused(double agreement, double ownDifference, boolean holds) {
        assertEquals(holds, AgreementRule.holdsUnfused(agreement, ownDifference, 10_000));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0.995, true", "0.9949, false"})
    void fused(double agreement, boolean holds) {
        assertEquals(holds, AgreementRule.holdsFused(agreement, 10_000));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "0.01, 0, true", "0.0101, 0, false", "0.05, 0.02, true", "0.0501, 0.02, false"})
    void numbers(double relativeL2, double ownDifference, boolean holds) {
        assertEquals(holds, AgreementRule.holds(relativeL2, ownDifference));
    }

    @Test
    void oneSampleMayDifferHoweverFewThereAre() {
        assertTrue(AgreementRule.holdsFor(QualityMetrics.ACCURACY, 0.95, 0.96, 100));
        assertFalse(AgreementRule.holdsFor(QualityMetrics.ACCURACY, 0.94, 0.96, 100));
        assertTrue(AgreementRule.holdsUnfused(0.99, 0, 100));
        assertTrue(AgreementRule.holdsFused(0.99, 100));
        assertFalse(AgreementRule.holdsUnfused(0.98, 0, 100));
    }
}
