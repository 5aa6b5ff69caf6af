package dev.vernier.search.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.strategy.genetic.GeneticStrategy;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy has to keep to. */
class StrategyConformanceTest {
    /** The strategies, each with and without sensitivities to help it. */
    enum Candidate {
        RANDOM,
        GENETIC,
        GENETIC_UNAIDED;

        Strategy create(Problem problem) {
            return switch (this) {
                case RANDOM -> new RandomStrategy(problem);
                case GENETIC -> new GeneticStrategy(problem);
                case GENETIC_UNAIDED -> new GeneticStrategy(unaided(problem));
            };
        }

        private static Problem unaided(Problem problem) {
            return new Problem(
                    problem.space(),
                    QuantizationScheme.USUAL,
                    problem.objectives(),
                    problem.pricing(),
                    Optional.empty(),
                    problem.evaluations(),
                    problem.seed());
        }
    }

    static Stream<Arguments> candidatesAndSpaces() {
        List<SearchSpace> spaces = List.of(
                Searches.space(Networks.residual(), "2 3 4 6 8", "4 8"),
                Searches.space(Networks.residual(), "4 8", "4 8", "8/8", "4/4"),
                Searches.space(Networks.residual(), "2 4 8", "4 8", "8/8", "4/8", "4/4", "2/4"),
                Searches.space(Networks.chain(), "4 8", "8"));
        return Stream.of(Candidate.values()).flatMap(c -> spaces.stream().map(space -> Arguments.of(c, space)));
    }

    @ParameterizedTest
    @MethodSource("candidatesAndSpaces")
    void proposesLegalPlansOnceAndNeverMoreThanAsked(Candidate candidate, SearchSpace space) {
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 1);
        Strategy strategy = candidate.create(Searches.problem(space, evaluator, 60, 1));
        Set<String> seen = new HashSet<>();
        for (int most : new int[] {1, 8, 3, 20, 1, 8, 8, 8}) {
            List<PrecisionPlan> plans = strategy.propose(most);
            assertTrue(plans.size() <= most);
            List<Trial> made = new ArrayList<>();
            for (PrecisionPlan plan : plans) {
                assertTrue(space.contains(plan), plan::key);
                assertTrue(seen.add(plan.key()), () -> plan.key() + " was proposed twice");
                made.add(Searches.trial(
                        seen.size(),
                        plan,
                        evaluator.run(plan, QuantizationScheme.USUAL),
                        Searches.pricing(space),
                        strategy.name()));
            }
            strategy.learn(made);
        }
        assertTrue(seen.size() >= Math.min(8, space.size().intValueExact()));
    }

    @ParameterizedTest
    @EnumSource
    void triesEveryPlanOfASmallSpaceAndThenIsDone(Candidate candidate) {
        for (SearchSpace space : List.of(
                Searches.space(Networks.chain(), "4 8", "4 8"),
                Searches.space(Networks.chain(), "2 4 8", "4 8", "8/8", "4/4", "2/4"),
                Searches.space(Networks.chain(), "8", "8"))) {
            SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 2);
            Strategy strategy = candidate.create(Searches.problem(space, evaluator, 1000, 3));
            List<Trial> trials = Searches.run(strategy, evaluator, Searches.pricing(space), 1000);
            assertEquals(space.size().intValueExact(), trials.size());
            assertEquals(List.of(), strategy.propose(8));
        }
    }

    /** A device that has no room for plans of more than so many bytes of weights. */
    private record Small(Pricing pricing, double mostBytes) implements Pricing {
        @Override
        public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
            Map<String, Double> prices = new LinkedHashMap<>(pricing.price(plan, scheme));
            if (Objects.requireNonNull(prices.get("weight_bytes")) > mostBytes) {
                prices.keySet().removeIf(name -> name.contains("@"));
            }
            return prices;
        }

        @Override
        public Optional<LayerCosts> separable(Objective objective) {
            return pricing.separable(objective);
        }
    }

    @ParameterizedTest
    @EnumSource
    void triesNoPlanThatDoesNotFitAndAllThatDo(Candidate candidate) {
        SearchSpace space = Searches.space(Networks.chain(), "2 4 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 2);
        Problem roomy = Searches.problem(space, evaluator, 1000, 3);
        double[] bytes = space.plans()
                .mapToDouble(plan -> Objects.requireNonNull(
                        roomy.pricing().price(plan, roomy.scheme()).get("weight_bytes")))
                .sorted()
                .toArray();
        Pricing small = new Small(roomy.pricing(), bytes[bytes.length / 2]);
        Problem problem = new Problem(
                space,
                roomy.scheme(),
                roomy.objectives(),
                small,
                roomy.sensitivities(),
                roomy.evaluations(),
                roomy.seed());
        List<Trial> trials = Searches.run(candidate.create(problem), evaluator, small, 1000);
        assertTrue(trials.stream().allMatch(trial -> trial.has(problem.objectives())));
        assertEquals(space.plans().filter(problem::admits).count(), trials.size());
        assertTrue(trials.size() < bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameTrialsAndAnotherSeedOthers(Candidate candidate) {
        assertEquals(trace(candidate, 5), trace(candidate, 5));
        assertNotEquals(trace(candidate, 5), trace(candidate, 6));
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameTrialsInAnotherProcess(Candidate candidate) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tracer.class.getName(),
                        candidate.name())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        assertEquals(trace(candidate, 5), printed.strip());
    }

    /** Prints the trace of one candidate. */
    static final class Tracer {
        private Tracer() {}

        public static void main(String[] args) throws IOException {
            System.out.write((trace(Candidate.valueOf(args[0]), 5) + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    private static String trace(Candidate candidate, long seed) {
        SearchSpace space = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 4);
        Strategy strategy = candidate.create(Searches.problem(space, evaluator, 40, seed));
        return Searches.run(strategy, evaluator, Searches.pricing(space), 40).stream()
                .map(trial -> trial.plan().key())
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @EnumSource
    void copesWithScoresThatAreAllEqual(Candidate candidate) {
        SearchSpace space = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 5);
        Strategy strategy = candidate.create(Searches.problem(space, evaluator, 60, 1));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            List<Trial> made = new ArrayList<>();
            for (PrecisionPlan plan : strategy.propose(8)) {
                assertTrue(seen.add(plan.key()));
                made.add(Searches.trial(
                        seen.size(), plan, Fidelity.ofSuccesses(0, 1000, 0), Searches.pricing(space), strategy.name()));
            }
            assertFalse(made.isEmpty());
            strategy.learn(made);
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotProposeWhatItLearnedFromOthers(Candidate candidate) {
        SearchSpace space = Searches.space(Networks.chain(), "4 8", "4 8");
        SyntheticEvaluator evaluator = new SyntheticEvaluator(space.layout(), 1000, 6);
        Strategy strategy = candidate.create(Searches.problem(space, evaluator, 100, 1));
        List<Trial> others = space.plans()
                .limit(40)
                .map(plan -> Searches.trial(
                        0, plan, evaluator.run(plan, QuantizationScheme.USUAL), Searches.pricing(space), "other"))
                .toList();
        strategy.learn(others);
        Set<String> known = others.stream().map(trial -> trial.plan().key()).collect(Collectors.toSet());
        List<Trial> own = Searches.run(strategy, evaluator, Searches.pricing(space), 100);
        assertEquals(space.size().intValueExact() - 40, own.size());
        own.forEach(trial -> assertFalse(known.contains(trial.plan().key())));
    }
}
