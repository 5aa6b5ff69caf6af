package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementRuleTest {
    @ParameterizedTest
    @CsvSource({
        "0,       1,      0,     true",
        "0.001,   0.999,  0,     true",
        "-0.0011, 1,      0,     false",
        "0,       0.9985, 0,     false",
        "0,       0.9985, 0.001, true"
    })
    void unfused(double accuracyGap, double agreement, double ownDifference, boolean holds) {
        assertEquals(holds, AgreementRule.holdsUnfused(accuracyGap, agreement, ownDifference, 10_000));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0.995, true", "0.9949, false"})
    void fused(double agreement, boolean holds) {
        assertEquals(holds, AgreementRule.holdsFused(agreement, 10_000));
    }

    @Test
    void oneSampleMayDifferHoweverFewThereAre() {
        assertTrue(AgreementRule.holdsUnfused(0.01, 0.99, 0, 100));
        assertTrue(AgreementRule.holdsFused(0.99, 100));
        assertFalse(AgreementRule.holdsUnfused(0.02, 0.98, 0, 100));
    }
}
