package dev.vernier.search.front;

import static dev.vernier.search.testing.Trials.ALL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GainsTest {
    private static final NetworkLayout LAYOUT = Networks.chain();
    private static final PrecisionPlan EIGHT = uniform(8, 8);
    private static final PrecisionPlan MIXED = uniform(4, 8);
    private static final Gains.Uniform UNIFORM_8 = rival("uniform-8", EIGHT, 0.93, 0.5, 1000);
    private static final Gains.Uniform UNIFORM_4 = rival("uniform-4", uniform(4, 4), 0.91, 0.5, 600);

    @Test
    void aPlanThatIsCheaperEverywhereGains() {
        assertEquals(Map.of(), missing(trial(MIXED, 0.92, 0.4, 700), List.of(UNIFORM_8, UNIFORM_4), none()));
    }

    @Test
    void aUniformPlanIsNoRivalOfItself() {
        assertEquals(Map.of(), missing(trial(EIGHT, 0.93, 0.5, 1000), List.of(UNIFORM_8), none()));
    }

    @Test
    void namesTheUniformPlanThatIsBetterInEverything() {
        assertEquals(
                Map.of("p001", List.of("uniform-4 is at least as accurate and costs no more")),
                missing(trial(MIXED, 0.91, 0.5, 700), List.of(UNIFORM_8, UNIFORM_4), none()));
    }

    @Test
    void saysThatTheDeviceIsNoFaster() {
        Pricing.LayerCosts alike = (_, _) -> 0.1;
        assertEquals(
                Map.of(
                        "p001",
                        List.of(
                                "no better latency_ms than uniform-8 (0.5000 against 0.5000), which is at least as accurate:"
                                        + " the device computes its layers no cheaper at these widths")),
                missing(trial(MIXED, 0.92, 0.5, 700), List.of(UNIFORM_8, UNIFORM_4), Optional.of(alike)));
    }

    @Test
    void saysThatConversionsEatTheGain() {
        Pricing.LayerCosts byBits = (_, precision) -> 0.01 * precision.weightBits();
        assertEquals(
                Map.of(
                        "p001",
                        List.of(
                                "no better latency_ms than uniform-8 (0.6000 against 0.5000), which is at least as accurate:"
                                        + " what its layers save alone (0.1200) is lost between them, in conversions and wider tensors")),
                missing(trial(MIXED, 0.92, 0.6, 700), List.of(UNIFORM_8), Optional.of(byBits)));
    }

    @Test
    void saysThatAnotherLimitDecides() {
        assertEquals(
                Map.of(
                        "p001",
                        List.of(
                                "no better latency_ms than uniform-8 (0.5000 against 0.5000), which is at least as accurate:"
                                        + " these widths do not relieve what limits the device")),
                missing(trial(MIXED, 0.92, 0.5, 700), List.of(UNIFORM_8), none()));
    }

    @Test
    void ignoresUniformPlansThatTheDeviceCannotRun() {
        Gains.Uniform illegal =
                new Gains.Uniform("uniform-4", uniform(4, 4), Map.of("accuracy", 1.0, "weight_bytes", 1.0));
        assertEquals(Map.of(), missing(trial(MIXED, 0.92, 0.5, 700), List.of(illegal), none()));
    }

    private static Map<String, List<String>> missing(
            Trial trial, List<Gains.Uniform> uniforms, Optional<Pricing.LayerCosts> costs) {
        Pricing pricing = new Pricing() {
            @Override
            public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<LayerCosts> separable(Objective objective) {
                return costs;
            }
        };
        return Gains.missing(Front.of(List.of(trial), ALL), uniforms, pricing);
    }

    private static Optional<Pricing.LayerCosts> none() {
        return Optional.empty();
    }

    private static PrecisionPlan uniform(int weightBits, int activationBits) {
        return PrecisionPlan.uniform(LAYOUT, new Precision(weightBits, activationBits), Map.of());
    }

    private static Gains.Uniform rival(String name, PrecisionPlan plan, double accuracy, double latency, double bytes) {
        return new Gains.Uniform(
                name, plan, Map.of("accuracy", accuracy, "latency_ms@cpu", latency, "weight_bytes", bytes));
    }

    private static Trial trial(PrecisionPlan plan, double accuracy, double latency, double bytes) {
        Fidelity fidelity = Fidelity.ofSuccesses((int) Math.rint(1000 * accuracy), 1000, 0.1);
        return new Trial(
                "p001",
                plan,
                fidelity,
                Map.of("accuracy", fidelity.value(), "latency_ms@cpu", latency, "weight_bytes", bytes),
                "test");
    }
}
