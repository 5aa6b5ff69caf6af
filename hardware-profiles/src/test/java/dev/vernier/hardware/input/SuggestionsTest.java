package dev.vernier.hardware.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    private static final List<String> KNOWN = List.of("accuracy", "latency_ms", "energy_uj", "weight_bytes", "fc");

    @ParameterizedTest
    @CsvSource({
        "acuracy, accuracy", // a letter lost
        "acccuracy, accuracy", // a letter doubled
        "accuracu, accuracy", // a letter replaced
        "acucracy, accuracy", // neighbours swapped
        "Accuracy, accuracy", // capitals
        "latency-ms, latency_ms",
        "weights_bytes, weight_bytes",
        "cf, fc",
        "weight, weight_bytes", // broken off
        "lat, latency_ms",
    })
    void findsWhatWasMeant(String wrong, String meant) {
        assertEquals(List.of(meant), Suggestions.nearest(wrong, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"ab", "memory", "xyz", "''"})
    void suggestsNothingFarFetched(String wrong) {
        assertEquals(List.of(), Suggestions.nearest(wrong, KNOWN));
    }

    @Test
    void theClosestComeFirstAndThenTheAlphabetDecides() {
        assertEquals(
                List.of("conv7", "conv1", "conv2"),
                Suggestions.nearest("conv7x", List.of("conv2", "conv1", "conv7", "conv3", "conv1")));
    }

    @Test
    void mendsReadAfterTheWordMaybe() {
        assertEquals("you meant 'accuracy'", Suggestions.mend("acuracy", KNOWN));
        assertEquals("you meant 'a1', 'a2' or 'a3'", Suggestions.mend("a0", List.of("a3", "a2", "a1", "b7")));
        assertEquals("use 'a'", Suggestions.mend("xyz", List.of("a")));
        assertEquals("use one of 'a', 'b'", Suggestions.mend("xyz", List.of("a", "b")));
        assertEquals("leave it out", Suggestions.mend("xyz", List.of()));
        assertEquals(
                "use one of 'l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8', 'l9', 'l10', 'l11', 'l12', … (20 in all)",
                Suggestions.mend(
                        "something",
                        IntStream.rangeClosed(1, 20).mapToObj(i -> "l" + i).toList()));
    }

    @Test
    void aVeryLongNameIsNotMeasured() {
        assertEquals(List.of(), Suggestions.nearest("a".repeat(1_000_000), List.of("a".repeat(1_000_001))));
    }
}
