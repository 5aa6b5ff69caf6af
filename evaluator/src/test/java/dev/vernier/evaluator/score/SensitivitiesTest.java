package dev.vernier.evaluator.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SensitivitiesTest {
    private static final double BASE = 0.01;
    private static final NetworkLayout LAYOUT = NetworkLayout.of(
            Graph.builder("two")
                    .input("x", Shape.of(1, 4))
                    .constant("w1", new Tensor.Floats(Shape.of(4, 4), new float[16]))
                    .constant("w2", new Tensor.Floats(Shape.of(4, 4), new float[16]))
                    .node("first", new Op.Gemm(1, 1, false, true), "x", "w1")
                    .node("second", new Op.Gemm(1, 1, false, true), "first", "w2")
                    .output("second")
                    .build(),
            8);
    private static final Sensitivities SENSITIVITIES = new Sensitivities(
            List.of(by(2, 0.5, 8, BASE), by(2, 0.008, 4, 0.02, 8, BASE)),
            List.of(by(4, 0.07, 8, BASE), by(8, BASE)),
            1);

    private static NavigableMap<Integer, Double> by(Object... pairs) {
        NavigableMap<Integer, Double> byBits = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            byBits.put((Integer) pairs[i], (Double) pairs[i + 1]);
        }
        return byBits;
    }

    private static double predict(String first, String second) {
        return SENSITIVITIES.predict(
                PrecisionPlan.of(LAYOUT, List.of(Precision.parse(first), Precision.parse(second))));
    }

    @Test
    void theWidestPlanDivergesAsItWasMeasured() {
        assertEquals(BASE, predict("8/8", "8/8"));
    }

    @Test
    void oneNarrowedWidthDivergesAsItWasMeasured() {
        assertEquals(0.5, predict("2/8", "8/8"), 1e-12);
        assertEquals(0.02, predict("8/8", "4/8"), 1e-12);
        assertEquals(0.07, predict("8/4", "8/8"), 1e-12);
    }

    @Test
    void whatSeveralAddIsSummedAndTheBaseCountedOnce() {
        assertEquals(0.5 + 0.02 + 0.07 - 2 * BASE, predict("2/4", "4/8"), 1e-12);
    }

    @Test
    void widthsBetweenMeasuredOnesAreTakenAsTheNarrower() {
        assertEquals(0.02, predict("8/8", "6/8"), 1e-12);
        assertEquals(0.5, predict("1/8", "8/8"), 1e-12);
    }

    @Test
    void noiseBelowTheBaseAddsNothing() {
        assertEquals(BASE, predict("8/8", "2/8"), 1e-12);
    }

    @Test
    void nothingMeasuredPredictsNothing() {
        Sensitivities none = new Sensitivities(
                List.of(new TreeMap<>(), new TreeMap<>()), List.of(new TreeMap<>(), new TreeMap<>()), 0);
        assertEquals(0, none.predict(PrecisionPlan.uniform(LAYOUT, new Precision(2, 4), Map.of())));
    }
}
