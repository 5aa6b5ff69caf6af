package dev.vernier.search.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeTest {
    @Test
    void agreesWithWhatOneCountsByHand() {
        assertEquals(3, Hypervolume.dominated(List.of(point(2)), point(5)));
        // Two rectangles of 4·2 that share 2·2: 8 + 8 − 4 = 12.
        assertEquals(12, Hypervolume.dominated(List.of(point(1, 3), point(3, 1)), point(5, 5)));
        // Three boxes of 1·1·2, each pair sharing the unit cube: 3·2 − 3·1 + 1 = 4.
        assertEquals(4, Hypervolume.dominated(List.of(point(0, 1, 1), point(1, 0, 1), point(1, 1, 0)), point(2, 2, 2)));
        // Four boxes of side 2 in one axis and 1 in three, sharing the unit cube: 4·2 − 3·1 = 5.
        assertEquals(
                5,
                Hypervolume.dominated(
                        List.of(point(0, 1, 1, 1), point(1, 0, 1, 1), point(1, 1, 0, 1), point(1, 1, 1, 0)),
                        point(2, 2, 2, 2)));
    }

    @Test
    void pointsOutsideAndBeatenPointsCountNothing() {
        assertEquals(0, Hypervolume.dominated(List.of(), point(1, 1)));
        assertEquals(0, Hypervolume.dominated(List.of(point(1, 0), point(2, -5)), point(1, 1)));
        assertEquals(1, Hypervolume.dominated(List.of(point(0, 0), point(0, 0), point(0.5, 0.5)), point(1, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void agreesWithMonteCarlo(int axes) {
        Random random = new Random(axes);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            points.add(random.doubles(axes).toArray());
        }
        double[] corner = new double[axes];
        Arrays.fill(corner, 1);
        double exact = Hypervolume.dominated(points, corner);
        int draws = 100_000;
        int inside = 0;
        for (int i = 0; i < draws; i++) {
            double[] draw = random.doubles(axes).toArray();
            inside += points.stream().anyMatch(point -> Front.covers(point, draw)) ? 1 : 0;
        }
        double share = (double) inside / draws;
        double fourDeviations = 4 * Math.sqrt(share * (1 - share) / draws) + 1e-12;
        assertEquals(share, exact, fourDeviations);
    }

    @Test
    void doesNotDependOnTheOrderOfPoints() {
        Random random = new Random(3);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            points.add(random.doubles(3).toArray());
        }
        Hypervolume volume = Hypervolume.scaledTo(points);
        double expected = volume.of(points);
        Collections.shuffle(points, random);
        assertEquals(expected, volume.of(points));
    }

    @Test
    void theReferenceFrontsBoxIsTheUnit() {
        List<double[]> reference = List.of(point(10, 400), point(20, 200), point(30, 100), point(40, 400));
        Hypervolume volume = Hypervolume.scaledTo(reference);
        // Scaled: (0,1), (½,⅓), (1,0); only the middle one dominates anything: ½·⅔.
        assertEquals(1.0 / 3, volume.of(reference), 1e-12);
        assertEquals(1, volume.of(List.of(point(10, 100))), 1e-12);
        assertEquals(0, volume.of(List.of(point(30, 100))), 1e-12);
        assertTrue(volume.of(List.of(point(15, 200))) > volume.of(reference));
    }

    @Test
    void theGainOfAPointIsWhatTheVolumeGrowsBy() {
        Random random = new Random(11);
        List<double[]> front = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            front.add(random.doubles(3).toArray());
        }
        Hypervolume volume = Hypervolume.scaledTo(front);
        for (int i = 0; i < 50; i++) {
            double[] point = random.doubles(3).map(value -> 1.4 * value - 0.2).toArray();
            List<double[]> with = new ArrayList<>(front);
            with.add(point);
            assertEquals(volume.of(with) - volume.of(front), volume.gain(point, front), 1e-12);
        }
        assertEquals(0, volume.gain(front.getFirst(), front));
    }

    @Test
    void anAxisWithoutExtentCountsReachedOrNot() {
        Hypervolume volume = Hypervolume.scaledTo(List.of(point(5, 1)));
        assertEquals(1, volume.of(List.of(point(5, 1))));
        assertEquals(1, volume.of(List.of(point(4, 1))));
        assertEquals(0, volume.of(List.of(point(6, 1))));
        assertEquals(0, volume.of(List.of()));
    }

    @Test
    void refusesDimensionsThatDiffer() {
        Hypervolume volume = Hypervolume.scaledTo(List.of(point(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> volume.of(List.of(point(1, 2, 3))));
        assertThrows(IllegalArgumentException.class, () -> Hypervolume.scaledTo(List.of()));
    }

    private static double[] point(double... values) {
        return values;
    }
}
