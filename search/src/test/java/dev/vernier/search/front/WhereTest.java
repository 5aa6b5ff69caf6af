package dev.vernier.search.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhereTest {
    private static final List<Objective> ONE_DEVICE = List.of(
            Objective.of(Metric.Quality.ACCURACY),
            Objective.of(Metric.Cost.WEIGHT_BYTES),
            Objective.of(Metric.Cost.LATENCY_MS, "cpu"));
    private static final List<Objective> TWO_DEVICES =
            List.of(Objective.of(Metric.Cost.LATENCY_MS, "cpu"), Objective.of(Metric.Cost.LATENCY_MS, "gpu"));
    private static final Map<String, Double> PLAN =
            Map.of("accuracy", 0.9, "weight_bytes", 40000.0, "latency_ms@cpu", 3.0);

    @ParameterizedTest
    @CsvSource({
        "latency_ms<3, false",
        "latency_ms<=3, true",
        "latency_ms>=3, true",
        "latency_ms>3, false",
        "latency_ms@cpu <= 3 & weight_bytes<=4e4, true",
        "latency_ms-cpu<3, false",
        "'', true",
        "accuracy>0.85&weight_bytes<40000, false",
        "' accuracy  >  .85 ', true"
    })
    void conditionsMustAllHold(String text, boolean expected) {
        assertEquals(expected, Where.parse("--where", text, ONE_DEVICE).matches(PLAN));
    }

    @Test
    void aMissingValueFulfilsNothing() {
        assertFalse(Where.parse("--where", "latency_ms@gpu<100", TWO_DEVICES).matches(PLAN));
        assertTrue(new Where(List.of()).matches(PLAN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "speed<3|no objective is named 'speed'. Maybe use one of 'accuracy', 'weight_bytes', 'latency_ms@cpu'.",
                "latency_sm@cpu<3|no objective is named 'latency_sm@cpu'. Maybe you meant 'latency_ms@cpu'.",
                "latency_ms=3|'latency_ms=3' is not a condition. Maybe write an objective, one of <, <=, >, >=, and a number, and"
                        + " join conditions with &, as in 'latency_ms<3 & weight_bytes<=40000'.",
                "latency_ms<3 &|'' is not a condition. Maybe write an objective, one of <, <=, >, >=, and a number, and join"
                        + " conditions with &, as in 'latency_ms<3 & weight_bytes<=40000'.",
                "latency_ms<3ms|'3ms' is not a number. Maybe write it as 3 or 0.25.",
                "latency_ms<NaN|'NaN' is not a number. Maybe write it as 3 or 0.25."
            })
    void saysWhatItCannotRead(String text, String message) {
        assertRefused("--where: " + message, text, ONE_DEVICE);
    }

    @Test
    void asksForTheProfileWhereThereAreSeveral() {
        assertRefused(
                "--where: 'latency_ms' could be any of latency_ms@cpu, latency_ms@gpu. Maybe write 'latency_ms@cpu'.",
                "latency_ms<3",
                TWO_DEVICES);
    }

    private static void assertRefused(String message, String text, List<Objective> known) {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> Where.parse("--where", text, known));
        assertEquals(message, e.getMessage());
    }
}
