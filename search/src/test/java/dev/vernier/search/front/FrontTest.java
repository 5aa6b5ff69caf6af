package dev.vernier.search.front;

import static dev.vernier.search.testing.Trials.ACCURACY;
import static dev.vernier.search.testing.Trials.ALL;
import static dev.vernier.search.testing.Trials.BYTES;
import static dev.vernier.search.testing.Trials.LATENCY;
import static dev.vernier.search.testing.Trials.trial;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrontTest {
    @Test
    void keepsWhatNothingBeatsOrderedByTheFirstObjective() {
        Front front = Front.of(
                List.of(
                        trial(0, 800, 1, 100),
                        trial(1, 900, 2, 200),
                        trial(2, 850, 3, 150),
                        trial(3, 790, 1, 100),
                        trial(4, 900, 2, 201)),
                ALL);
        assertEquals(List.of("p002", "p003", "p001"), ids(front));
    }

    @Test
    void accuracyIsBetterWhenMoreAndCostsWhenLess() {
        List<Trial> trials = List.of(trial(0, 800, 1, 100), trial(1, 900, 2, 200));
        assertEquals(List.of("p002"), ids(Front.of(trials, List.of(ACCURACY))));
        assertEquals(List.of("p001"), ids(Front.of(trials, List.of(BYTES))));
        assertEquals(List.of("p001"), ids(Front.of(trials, List.of(LATENCY, BYTES))));
    }

    @Test
    void ofEqualTrialsKeepsTheLeastDivergentThenTheFirst() {
        assertEquals(
                List.of("p002"),
                ids(Front.of(
                        List.of(trial(0, 800, 0.2, 1, 100), trial(1, 800, 0.1, 1, 100), trial(2, 800, 0.1, 1, 100)),
                        ALL)));
    }

    @Test
    void leavesOutTrialsWithoutAValue() {
        Objective other = Objective.of(Metric.Cost.LATENCY_MS, "gpu");
        assertTrue(Front.of(List.of(trial(0, 800, 1, 100)), List.of(ACCURACY, other))
                .isEmpty());
    }

    @Test
    void doesNotDependOnTheOrderOfTrialsAndAgreesWithTheDefinition() {
        Random random = new Random(7);
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            trials.add(trial(i, 700 + random.nextInt(20), random.nextInt(6), random.nextInt(20)));
        }
        Front front = Front.of(trials, ALL);
        List<Trial> shuffled = new ArrayList<>(trials);
        Collections.shuffle(shuffled, random);
        assertEquals(front, Front.of(shuffled, ALL));
        for (Trial trial : trials) {
            boolean beaten = trials.stream()
                    .anyMatch(other -> Front.covers(other.losses(ALL), trial.losses(ALL))
                            && !Front.covers(trial.losses(ALL), other.losses(ALL)));
            boolean represented =
                    front.losses().stream().anyMatch(point -> java.util.Arrays.equals(point, trial.losses(ALL)));
            assertEquals(!beaten, represented, trial::id);
        }
    }

    @Test
    void needsAnObjective() {
        assertThrows(IllegalArgumentException.class, () -> Front.of(List.of(), List.of()));
    }

    private static List<String> ids(Front front) {
        return front.trials().stream().map(Trial::id).toList();
    }
}
