package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuartilesTest {
    /** Both slow down in the second round, one alone in the fourth. */
    @Test
    void ratiosAreThoseOfOneRound() {
        double[] peer = {10, 100, 10, 10, 20};
        double[] ours = {5, 50, 5, 20, 4};
        Quartiles ratios = Quartiles.ofRatios(peer, ours);
        assertEquals(new Quartiles(2, 0), ratios);
        assertEquals(0, ratios.relativeSpread());
    }

    @Test
    void theSpreadIsTheDistanceOfTheQuartiles() {
        Quartiles quartiles = Quartiles.of(new double[] {5, 1, 4, 2, 3});
        assertEquals(new Quartiles(3, 2), quartiles);
        assertEquals(2.0 / 3, quartiles.relativeSpread());
    }
}
