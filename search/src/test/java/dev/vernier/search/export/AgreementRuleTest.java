package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(holds, AgreementRule.holdsUnfused(accuracyGap, agreement, ownDifference));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0.995, true", "0.9949, false"})
    void fused(double agreement, boolean holds) {
        assertEquals(holds, AgreementRule.holdsFused(agreement));
    }
}
