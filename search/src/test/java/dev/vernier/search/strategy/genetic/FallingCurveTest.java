package dev.vernier.search.strategy.genetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FallingCurveTest {
    private static FallingCurve through(double... xy) {
        FallingCurve curve = new FallingCurve();
        for (int i = 0; i < xy.length; i += 2) {
            curve.add(xy[i], xy[i + 1]);
        }
        return curve;
    }

    @Test
    void passesThroughPointsThatFall() {
        FallingCurve curve = through(1, 0.9, 3, 0.5, 2, 0.8);
        assertEquals(0.9, curve.at(1), 1e-6);
        assertEquals(0.85, curve.at(1.5), 1e-6);
        assertEquals(0.65, curve.at(2.5), 1e-6);
        assertEquals(0.9, curve.at(-100), 1e-6);
        assertEquals(0.5, curve.at(100), 1e-6);
    }

    @Test
    void poolsNeighboursThatRise() {
        // By hand: 5, 6 rise and pool to 5.5 at 2.5; then 4; the first 7 stays.
        FallingCurve curve = through(1, 7, 2, 5, 3, 6, 4, 4);
        assertEquals(7, curve.at(1), 1e-6);
        assertEquals(5.5, curve.at(2.5), 1e-6);
        assertEquals(4, curve.at(4), 1e-6);
        // All rising pools to one mean.
        assertEquals(2, through(1, 1, 2, 2, 3, 3).at(0), 1e-6);
    }

    @Test
    void takesTheMeanOfPointsAtOnePlace() {
        assertEquals(0.5, through(1, 0.4, 1, 0.6).at(1), 1e-6);
    }

    @Test
    void fallsStrictlyWhateverThePoints() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FallingCurve curve = new FallingCurve();
        for (int i = 0; i < 100; i++) {
            curve.add(random.nextInt(20), random.nextDouble());
        }
        for (double x = -1; x < 21; x += 0.1) {
            assertTrue(curve.at(x) > curve.at(x + 0.05), "seed " + seed);
        }
    }

    @Test
    void isLevelBeforeAnythingIsKnown() {
        assertEquals(0, new FallingCurve().at(5), 1e-6);
    }
}
