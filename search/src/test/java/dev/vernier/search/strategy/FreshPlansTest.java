package dev.vernier.search.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FreshPlansTest {
    private static final SearchSpace SPACE = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");

    /** Counts how often each plan is priced; only some plans fit. */
    private static final class Counting implements Pricing {
        private final Pricing pricing = Searches.pricing(SPACE);
        private final Set<String> fitting;
        private final Map<String, Integer> asked = new HashMap<>();

        Counting(Set<String> fitting) {
            this.fitting = fitting;
        }

        @Override
        public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
            asked.merge(plan.key(), 1, Integer::sum);
            return fitting.contains(plan.key()) ? pricing.price(plan, scheme) : Map.of();
        }

        @Override
        public Optional<LayerCosts> separable(Objective objective) {
            return pricing.separable(objective);
        }
    }

    private static FreshPlans fresh(Pricing pricing) {
        Problem problem = Searches.problem(SPACE, new SyntheticEvaluator(SPACE.layout(), 1000, 1), 60, 1);
        return new FreshPlans(
                new Problem(
                        SPACE,
                        problem.scheme(),
                        problem.objectives(),
                        pricing,
                        problem.sensitivities(),
                        problem.evaluations(),
                        problem.seed()),
                problem.random(0));
    }

    @Test
    void aPlanThatDoesNotFitIsPricedOnce() {
        Counting pricing = new Counting(Set.of());
        FreshPlans fresh = fresh(pricing);
        for (int call = 0; call < 4; call++) {
            assertEquals(Optional.empty(), fresh.next());
        }
        assertEquals(Set.of(1), new HashSet<>(pricing.asked.values()));
    }

    @Test
    void theSearchGoesOnBehindTheMisfitsThatWereSeen() {
        List<PrecisionPlan> first = SPACE.plans().limit(5_000).toList();
        assertEquals(5_000, first.size());
        Set<String> fitting = Set.of(first.getLast().key(), first.get(4_900).key());
        FreshPlans fresh = fresh(new Counting(fitting));
        Set<String> found = new HashSet<>();
        for (int call = 0; call < 8; call++) {
            fresh.next().ifPresent(plan -> assertTrue(found.add(plan.key()), plan::key));
        }
        assertEquals(fitting, found.stream().collect(Collectors.toSet()));
    }
}
