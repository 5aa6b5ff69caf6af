package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PredictionQualityTest {
    private static final NetworkLayout LAYOUT = Networks.chain();

    /** Each of three layers adds 4 at 2 bits, 2 at 3 and 1 at 4 to a base of 1. */
    private static final Sensitivities KNOWN = known();

    @Test
    void ranksAndErrorsAreThoseWorkedByHand() {
        // Predicted: 1 + 3·1 = 4, 1 + 3·2 = 7, 1 + 3·4 = 13, 1. Measured ranks swap the first two.
        List<Trial> trials = List.of(trial(4, 8), trial(3, 7), trial(2, 26), trial(8, 2));

        ReportData.Prediction prediction = PredictionQuality.of(trials, KNOWN).orElseThrow();

        assertEquals(1 - 6.0 * 2 / (4 * 15), prediction.spearman(), 1e-7);
        assertEquals(0.5, prediction.medianError(), 1e-7);
        assertEquals(4, prediction.trials());
    }

    @Test
    void fewOrEqualTrialsSayNothing() {
        assertTrue(
                PredictionQuality.of(List.of(trial(4, 8), trial(3, 7)), KNOWN).isEmpty());
        assertTrue(PredictionQuality.of(List.of(trial(4, 8), trial(4, 8), trial(4, 8)), KNOWN)
                .isEmpty());
    }

    private static Trial trial(int bits, double kl) {
        PrecisionPlan plan = PrecisionPlan.uniform(LAYOUT, new Precision(bits, 8), Map.of());
        return new Trial("p001", plan, Fidelity.ofSuccesses(1, 2, kl), Map.of(), "test");
    }

    private static Sensitivities known() {
        List<NavigableMap<Integer, Double>> weights = new ArrayList<>();
        LAYOUT.layers().forEach(_ -> weights.add(new TreeMap<>(Map.of(2, 5.0, 3, 3.0, 4, 2.0, 8, 1.0))));
        List<NavigableMap<Integer, Double>> activations = new ArrayList<>();
        LAYOUT.quantizers().forEach(_ -> activations.add(new TreeMap<>()));
        return new Sensitivities(weights, activations, 1);
    }
}
