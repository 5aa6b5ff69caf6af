package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyResultTest {
    private static final LatencyResult RESULT = new LatencyResult(
            "net, small",
            List.of(
                    new LatencyResult.Plan("8/8", 1.1, 1),
                    new LatencyResult.Plan("4/8", 1.8, 2),
                    new LatencyResult.Plan("2/8", 3, 3),
                    new LatencyResult.Plan("1/8", 2.4, 4)));

    /** By hand: ranks 1, 2, 4, 3 and 1, 2, 3, 4, so 1 − 6·2/(4·15); errors of 10, −10, 0 and −40 %. */
    @Test
    void ranksAndErrorsAreThoseOfTheTextbook() {
        assertEquals(0.8, RESULT.spearman(), 1e-12);
        assertEquals(0.15, RESULT.meanAbsoluteError(), 1e-12);
        assertEquals(-0.1, RESULT.meanError(), 1e-12);
        assertEquals(
                List.of("1/8", "8/8"),
                RESULT.worst(2).stream().map(LatencyResult.Plan::key).toList());
    }

    @Test
    void severalNetworksCountTogether() {
        LatencyResult other = new LatencyResult("b", List.of(new LatencyResult.Plan("8/8", 5, 5)));
        assertEquals(
                5,
                LatencyResult.together("both", List.of(RESULT, other)).plans().size());
        assertTrue(Double.isNaN(other.spearman()));
    }

    @Test
    void plansAreLinesOfATable() {
        assertEquals("network,plan,predicted_ms,measured_ms", LatencyResult.CSV_HEADER);
        assertEquals("\"net, small\",8/8,1.100,1", RESULT.csv().getFirst());
    }
}
