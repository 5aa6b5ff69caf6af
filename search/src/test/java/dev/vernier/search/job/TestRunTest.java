package dev.vernier.search.job;

import static dev.vernier.search.testing.Trials.ACCURACY;
import static dev.vernier.search.testing.Trials.BYTES;
import static dev.vernier.search.testing.Trials.trial;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontSelection;
import dev.vernier.search.trial.Trial;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestRunTest {
    private static final Front LONG = front(0, 20);

    @Test
    void oneFrontNamesEightPlans() {
        Set<Trial> chosen = TestRun.chosen(List.of(LONG));
        assertEquals(8, chosen.size());
        assertTrue(chosen.contains(FrontSelection.compromise(LONG).orElseThrow()));
        assertTrue(chosen.contains(LONG.trials().getFirst()));
        assertTrue(chosen.contains(LONG.trials().getLast()));
    }

    @Test
    void severalFrontsShareThem() {
        Front other = front(100, 20);
        Set<Trial> chosen = TestRun.chosen(List.of(LONG, other));
        assertEquals(8, chosen.size());
        assertEquals(4, chosen.stream().filter(LONG.trials()::contains).count());
    }

    @Test
    void whatFrontsHaveInCommonLeavesRoom() {
        assertEquals(TestRun.chosen(List.of(LONG)), TestRun.chosen(List.of(LONG, LONG)));
        assertEquals(3, TestRun.chosen(List.of(front(0, 3), front(0, 3))).size());
    }

    @Test
    void everyFrontHasItsCompromiseHoweverManyThereAre() {
        List<Front> many =
                IntStream.range(0, 12).mapToObj(i -> front(100 * i, 5)).toList();
        Set<Trial> chosen = TestRun.chosen(many);
        assertEquals(12, chosen.size());
        many.forEach(front ->
                assertTrue(chosen.contains(FrontSelection.compromise(front).orElseThrow())));
        assertEquals(Set.of(), TestRun.chosen(Collections.nCopies(2, front(0, 0))));
    }

    private static Front front(int firstId, int size) {
        return Front.of(
                IntStream.range(0, size)
                        .mapToObj(i -> trial(firstId + i, 900 - 4 * i, 1, 1000 - 40 * i))
                        .toList(),
                List.of(ACCURACY, BYTES));
    }
}
