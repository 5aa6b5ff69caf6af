package dev.vernier.search.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing.LayerCosts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LambdaSweepTest {
    static Stream<SearchSpace> spaces() {
        return Stream.of(
                Searches.space(Networks.chain(), "2 3 4 6 8", "4 8"),
                Searches.space(Networks.residual(), "2 4 8", "4 8", "8/8", "4/8", "4/4", "2/4"),
                Searches.space(Networks.residual(), "4 8", "4 8", "8/8", "4/4"));
    }

    private record Figures(double divergence, double cost) {}

    @ParameterizedTest
    @MethodSource("spaces")
    void findsTheConvexHullOfAllPlans(SearchSpace space) {
        for (Objective objective : List.of(
                Objective.of(Metric.Cost.WEIGHT_BYTES), Objective.of(Metric.Cost.LATENCY_MS, Searches.DEVICE))) {
            Sensitivities sensitivities = sensitivities(space);
            LayerCosts costs = Searches.pricing(space).separable(objective).orElseThrow();
            List<PrecisionPlan> sweep = new LambdaSweep(space, sensitivities, costs).plans();
            List<Figures> all = space.plans()
                    .map(plan -> figures(plan, sensitivities, costs))
                    .toList();
            List<Figures> found = sweep.stream()
                    .map(plan -> figures(plan, sensitivities, costs))
                    .toList();
            assertTrue(found.size() > 2);
            assertHull(found, all);
        }
    }

    /** The found points descend, are convex, reach both extremes, and leave no plan below any line between them. */
    private static void assertHull(List<Figures> found, List<Figures> all) {
        assertEquals(
                all.stream().mapToDouble(Figures::cost).min().orElseThrow(),
                found.getFirst().cost(),
                1e-9);
        assertEquals(
                all.stream().mapToDouble(Figures::divergence).min().orElseThrow(),
                found.getLast().divergence(),
                1e-12);
        for (int i = 1; i < found.size(); i++) {
            Figures a = found.get(i - 1);
            Figures b = found.get(i);
            double costWeight = a.divergence() - b.divergence();
            double divergenceWeight = b.cost() - a.cost();
            assertTrue(costWeight > 0 && divergenceWeight > 0);
            double line = divergenceWeight * a.divergence() + costWeight * a.cost();
            for (Figures point : all) {
                double value = divergenceWeight * point.divergence() + costWeight * point.cost();
                assertTrue(value >= line - 1e-8 * line, "a plan lies below the hull");
            }
        }
    }

    @Test
    void aSpaceOfOnePlanHasAHullOfOnePlan() {
        SearchSpace space = Searches.space(Networks.chain(), "8", "8");
        LayerCosts costs = Searches.pricing(space)
                .separable(Objective.of(Metric.Cost.WEIGHT_BYTES))
                .orElseThrow();
        assertEquals(
                1, new LambdaSweep(space, sensitivities(space), costs).plans().size());
    }

    private static Sensitivities sensitivities(SearchSpace space) {
        return new SyntheticEvaluator(space.layout(), 1000, 3)
                .sensitivities(
                        QuantizationScheme.USUAL,
                        Searches.widths("2 3 4 6 8"),
                        Searches.widths("4 8"),
                        100,
                        Progress.silent());
    }

    private static Figures figures(PrecisionPlan plan, Sensitivities sensitivities, LayerCosts costs) {
        double cost = 0;
        for (int layer = 0; layer < plan.precisions().size(); layer++) {
            cost += costs.of(layer, plan.precisions().get(layer));
        }
        return new Figures(sensitivities.predict(plan), cost);
    }
}
