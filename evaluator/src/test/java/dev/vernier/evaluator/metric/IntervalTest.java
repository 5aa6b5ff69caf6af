package dev.vernier.evaluator.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    @ParameterizedTest
    @CsvSource({"1, 10", "500, 1000", "917, 1000", "9199, 10000", "999, 1000"})
    void agreesWithCommonsMath(int successes, int trials) {
        ConfidenceInterval expected = new WilsonScoreInterval().createInterval(trials, successes, 0.95);

        Interval interval = Interval.wilson(successes, trials);

        assertEquals(expected.getLowerBound(), interval.low(), 1e-12);
        assertEquals(expected.getUpperBound(), interval.high(), 1e-12);
    }

    @Test
    void staysWithinProportions() {
        for (int trials = 1; trials < 200; trials++) {
            assertEquals(0, Interval.wilson(0, trials).low());
            assertEquals(1, Interval.wilson(trials, trials).high());
        }
        assertThrows(IllegalArgumentException.class, () -> Interval.wilson(6, 5));
        assertThrows(IllegalArgumentException.class, () -> Interval.wilson(0, 0));
    }
}
