package dev.vernier.search.front;

import static dev.vernier.search.testing.Trials.ACCURACY;
import static dev.vernier.search.testing.Trials.ALL;
import static dev.vernier.search.testing.Trials.BYTES;
import static dev.vernier.search.testing.Trials.trial;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrontSelectionTest {
    /** Evenly spaced: p001 is the most accurate, p011 the smallest. */
    private static final Front EVEN = Front.of(
            IntStream.rangeClosed(0, 10)
                    .mapToObj(i -> trial(i, 900 - 10 * i, 1, 1000 - 100 * i))
                    .toList(),
            List.of(ACCURACY, BYTES));

    @Test
    void takesTheExtremesThenTheLargestGap() {
        assertEquals(List.of("p001", "p011"), ids(EVEN, 2));
        assertEquals(List.of("p001", "p006", "p011"), ids(EVEN, 3));
        assertEquals(List.of("p001", "p003", "p006", "p011"), ids(EVEN, 4));
    }

    @Test
    void takesEverythingWhenThereIsRoomAndNothingWhenThereIsNone() {
        assertEquals(11, ids(EVEN, 11).size());
        assertEquals(11, ids(EVEN, 50).size());
        assertEquals(List.of(), ids(EVEN, 0));
        assertEquals(List.of("p001"), ids(EVEN, 1));
        assertEquals(List.of(), ids(Front.of(List.of(), List.of(ACCURACY)), 3));
    }

    @Test
    void distancesDoNotDependOnUnits() {
        Front scaled = Front.of(
                IntStream.rangeClosed(0, 10)
                        .mapToObj(i -> trial(i, 900 - 10 * i, 1, 1e9 - 1e8 * i))
                        .toList(),
                List.of(ACCURACY, BYTES));
        assertEquals(ids(EVEN, 5), ids(scaled, 5));
    }

    @Test
    void theCompromiseIsTheCheapestWithinHalfAPointOfTheBest() {
        Front front = Front.of(
                List.of(
                        trial(0, 930, 2, 1000),
                        trial(1, 927, 1, 1100),
                        trial(2, 926, 1.1, 500),
                        trial(3, 924, 0.1, 100)),
                ALL);
        assertEquals(Optional.of("p003"), FrontSelection.compromise(front).map(Trial::id));
        assertEquals(Optional.empty(), FrontSelection.compromise(Front.of(List.of(), ALL)));
    }

    @Test
    void whereLessIsBetterTheCompromiseIsNearTheLeast() {
        Objective perplexity =
                Objective.of(new Metric.Quality(QualityMetrics.of("perplexity").orElseThrow()));
        List<Trial> trials = Stream.of(new double[] {20, 1000}, new double[] {20.09, 500}, new double[] {20.2, 100})
                .map(pair -> {
                    Trial like = trial((int) pair[1], 1, 1, pair[1]);
                    Fidelity fidelity = new Fidelity(pair[0], new Interval(pair[0], pair[0]), 1000, 0.1);
                    return new Trial(
                            like.id(),
                            like.plan(),
                            fidelity,
                            Map.of("perplexity", pair[0], "weight_bytes", pair[1]),
                            "test");
                })
                .toList();
        Front front = Front.of(trials, List.of(perplexity, BYTES));
        assertEquals("p1001", front.trials().getFirst().id());
        assertEquals(Optional.of("p501"), FrontSelection.compromise(front).map(Trial::id), "within half a percent");
    }

    @Test
    void ranksTheCompromiseThenTheExtremesThenTheGaps() {
        assertEquals(List.of("p001", "p011", "p006", "p003"), ranked(EVEN, 4));
        Front crowded = Front.of(
                List.of(trial(0, 930, 1, 1000), trial(1, 928, 1, 500), trial(2, 800, 1, 100)),
                List.of(ACCURACY, BYTES));
        assertEquals(List.of("p002", "p001", "p003"), ranked(crowded, 3));
        assertEquals(List.of("p002", "p001"), ranked(crowded, 2));
        assertEquals(List.of(), ranked(crowded, 0));
    }

    private static List<String> ranked(Front front, int most) {
        return FrontSelection.ranked(front, most).stream().map(Trial::id).toList();
    }

    private static List<String> ids(Front front, int most) {
        return FrontSelection.spread(front, most).stream().map(Trial::id).toList();
    }
}
