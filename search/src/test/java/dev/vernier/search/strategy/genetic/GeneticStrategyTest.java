package dev.vernier.search.strategy.genetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.Hypervolume;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.strategy.RandomStrategy;
import dev.vernier.search.strategy.Strategy;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against ground truth: every plan of a space is known. */
class GeneticStrategyTest {
    private static final int SEEDS = 5;

    @ParameterizedTest
    @CsvSource({
        // Network, evaluations, what the median of five seeds reaches of the true front's hypervolume.
        "1, 25, 0.88",
        "2, 25, 0.88",
        "1, 60, 0.92",
        "2, 60, 0.92"
    })
    void beatsRandomSearchAndComesNearTheTruth(long network, int budget, double share) {
        SearchSpace space = Searches.space(Networks.residual(), "2 4 8", "4 8", "8/8", "4/8", "2/8", "4/4", "2/4");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, network);
        Pricing pricing = Searches.pricing(space);
        Problem problem = Searches.problem(space, evaluator, budget, 0);
        List<double[]> all = truth(space, evaluator, pricing, problem.objectives());
        Hypervolume volume = Hypervolume.scaledTo(all);
        double full = volume.of(all);

        double genetic = median(GeneticStrategy::new, problem, evaluator, volume) / full;
        double random = median(RandomStrategy::new, problem, evaluator, volume) / full;
        assertTrue(genetic > random, () -> "genetic " + genetic + ", random " + random);
        assertTrue(genetic >= share && genetic <= 1, () -> "genetic " + genetic);
    }

    private static List<double[]> truth(
            SearchSpace space, SyntheticEvaluator evaluator, Pricing pricing, List<Objective> objectives) {
        List<Trial> trials = new ArrayList<>();
        for (PrecisionPlan plan : space.plans().toList()) {
            trials.add(
                    Searches.trial(trials.size(), plan, evaluator.run(plan, QuantizationScheme.USUAL), pricing, "all"));
        }
        return Front.of(trials, objectives).losses();
    }

    private static double median(
            Function<Problem, Strategy> create, Problem problem, SyntheticEvaluator evaluator, Hypervolume volume) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToDouble(seed -> {
                    Problem seeded = new Problem(
                            problem.space(),
                            QuantizationScheme.USUAL,
                            problem.objectives(),
                            problem.pricing(),
                            problem.sensitivities(),
                            problem.evaluations(),
                            seed);
                    List<Trial> trials =
                            Searches.run(create.apply(seeded), evaluator, problem.pricing(), problem.evaluations());
                    assertEquals(problem.evaluations(), trials.size());
                    return volume.of(Front.of(trials, problem.objectives()).losses());
                })
                .sorted()
                .skip(SEEDS / 2)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void foundersAreDistinctLegalAndBeginWithTheUniformPlans() {
        SearchSpace space = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 1);
        List<PrecisionPlan> founders = Founders.of(Searches.problem(space, evaluator, 160, 1));
        assertEquals(40, founders.size());
        assertEquals(40, founders.stream().distinct().count());
        founders.forEach(plan -> assertTrue(space.contains(plan), plan::key));
        assertEquals(
                space.uniformPlans(), founders.subList(0, space.uniformPlans().size()));
    }

    @Test
    void aSmallBudgetStillBeginsWithMoreThanUniformPlans() {
        SearchSpace space = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 1);
        List<PrecisionPlan> founders = Founders.of(Searches.problem(space, evaluator, 10, 1));
        assertEquals(8, founders.size());
        assertTrue(space.uniformPlans().containsAll(founders.subList(0, 4)));
        assertTrue(founders.stream().filter(space.uniformPlans()::contains).count() < founders.size());
        assertTrue(founders.contains(space.uniformPlans().getFirst()));
        assertTrue(founders.contains(space.uniformPlans().getLast()));
    }
}
