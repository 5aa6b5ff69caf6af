package dev.vernier.search.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.search.testing.Trials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.search.trial.Metric#keys")
    void objectivesAreReadAsTheyAreNamed(String key) {
        Metric metric = Metric.of(key).orElseThrow();
        Objective objective = Objective.of(metric, "gpu-nvidia-t4");
        assertEquals(objective, Objective.parse(objective.name()));
        assertEquals(metric.perDevice(), objective.name().endsWith("@gpu-nvidia-t4"));
    }

    @Test
    void aProfileBelongsToMetricsOfDevicesOnly() {
        assertThrows(IllegalArgumentException.class, () -> Objective.parse("accuracy@cpu"));
        assertThrows(IllegalArgumentException.class, () -> Objective.parse("latency_ms"));
        assertThrows(IllegalArgumentException.class, () -> new Objective(Metric.Cost.ENERGY_UJ, Optional.empty()));
    }

    @Test
    void idsFollowTheOrderOfProposalAlsoBeyondAThousand() {
        assertEquals("p001", Trial.id(0));
        assertEquals("p1000", Trial.id(999));
        List<Trial> trials = Stream.of(1000, 2, 999, 0)
                .map(number -> Trials.trial(number, 1, 1, 1))
                .sorted(Trial.BY_ID)
                .toList();
        assertEquals(
                List.of("p001", "p003", "p1000", "p1001"),
                trials.stream().map(Trial::id).toList());
    }

    @Test
    void lessIsBetterInLosses() {
        assertArrayEquals(
                new double[] {-0.9, 2, 300}, Trials.trial(0, 900, 2, 300).losses(Trials.ALL));
    }

    @Test
    void valuesAreFinite() {
        Trial trial = Trials.trial(0, 900, 2, 300);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Trial("p001", trial.plan(), trial.fidelity(), Map.of("accuracy", Double.NaN), "test"));
    }
}
