package dev.vernier.search.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.PlanEvaluator;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.Budget;
import dev.vernier.search.config.SearchConfig;
import dev.vernier.search.config.StrategyKind;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.testing.SyntheticPricing;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchRunTest {
    private static final NetworkLayout LAYOUT = Networks.residual();
    private static final int SAMPLES = 500;
    private static final int BUDGET = 24;

    @TempDir
    Path folder;

    private static final QuantizationScheme PER_TENSOR =
            QuantizationScheme.parse("per-tensor-symmetric/asymmetric/any");

    private final List<Island> islands = islands();
    private final Pricing pricing = pricing(islands);
    private final SyntheticEvaluator evaluator = new SyntheticEvaluator(LAYOUT, SAMPLES, 9);

    private static List<Island> islands() {
        return List.of(
                new Island(
                        "free",
                        QuantizationScheme.USUAL,
                        Searches.space(LAYOUT, "2 4 8", "4 8"),
                        SyntheticPricing.objectives("free")),
                new Island(
                        "pairs",
                        QuantizationScheme.USUAL,
                        Searches.space(LAYOUT, "2 4 8", "4 8", "8/8", "4/4"),
                        SyntheticPricing.objectives("pairs")),
                new Island(
                        "tensor",
                        PER_TENSOR,
                        Searches.space(LAYOUT, "2 4 8", "4 8"),
                        List.of(Objective.of(Metric.Quality.ACCURACY), Objective.of(Metric.Cost.WEIGHT_BYTES))));
    }

    private static Pricing pricing(List<Island> islands) {
        Map<String, dev.vernier.search.space.SearchSpace> spaces = new LinkedHashMap<>();
        islands.forEach(island -> spaces.put(island.profile(), island.space()));
        Map<String, QuantizationScheme> schemes = new LinkedHashMap<>();
        islands.forEach(island -> schemes.put(island.profile(), island.scheme()));
        return new SyntheticPricing(spaces, schemes);
    }

    private TrialStore store(String name) {
        return TrialStore.create(folder.resolve(name), Map.of());
    }

    private Outcome search(StrategyKind kind, Budget budget, TrialStore store, BooleanSupplier stop) {
        return search(kind, budget, evaluator, store, stop);
    }

    private Outcome search(
            StrategyKind kind, Budget budget, PlanEvaluator plans, TrialStore store, BooleanSupplier stop) {
        return new SearchRun(new SearchConfig(kind, budget, 7), islands, plans, pricing, store, Progress.silent(), stop)
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsBudgetSensitivitiesIncluded(StrategyKind kind) {
        try (TrialStore store = store("trials.db")) {
            Outcome outcome = search(kind, new Budget.Evaluations(BUDGET), store, () -> false);
            long forwards = outcome.sensitivities().values().stream()
                            .mapToLong(Sensitivities::sampleForwards)
                            .sum()
                    + (long) outcome.trials().size() * SAMPLES;
            assertEquals(kind == StrategyKind.GENETIC, !outcome.sensitivities().isEmpty());
            assertTrue(forwards <= BUDGET * SAMPLES && forwards > (BUDGET - 1) * SAMPLES, () -> "took " + forwards);
            assertEquals(Outcome.Ending.SPENT, outcome.ending());
            assertEquals(evaluator.runs(), outcome.trials().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyIslandHasAFrontOfItsLegalTrials(StrategyKind kind) {
        try (TrialStore store = store("trials.db")) {
            Outcome outcome = search(kind, new Budget.Evaluations(BUDGET), store, () -> false);
            assertEquals(
                    List.of("free", "pairs", "tensor"),
                    List.copyOf(outcome.fronts().keySet()));
            for (Island island : islands) {
                Front front = Objects.requireNonNull(outcome.fronts().get(island.profile()));
                assertFalse(front.isEmpty());
                front.trials().forEach(trial -> {
                    assertTrue(island.space().contains(trial.plan()));
                    assertEquals(island.scheme(), trial.scheme());
                });
            }
            assertEquals(
                    outcome.trials().size(),
                    outcome.trials().stream().map(Trial::candidate).distinct().count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAfterAnyEvaluationAndResumedItFindsTheSame(StrategyKind kind) {
        Outcome whole;
        try (TrialStore store = store("whole.db")) {
            whole = search(kind, new Budget.Evaluations(BUDGET), store, () -> false);
        }
        for (int stopAfter = 0; stopAfter < whole.trials().size(); stopAfter++) {
            int runs = evaluator.runs() + stopAfter;
            Path file = folder.resolve("stopped" + stopAfter + ".db");
            try (TrialStore store = TrialStore.create(file, Map.of())) {
                Outcome part = search(kind, new Budget.Evaluations(BUDGET), store, () -> evaluator.runs() >= runs);
                assertEquals(stopAfter, part.trials().size());
                assertEquals(Outcome.Ending.STOPPED, part.ending());
            }
            try (TrialStore store = TrialStore.open(file)) {
                Outcome resumed = search(kind, new Budget.Evaluations(BUDGET), store, () -> false);
                assertEquals(whole, resumed);
                assertEquals(json(whole), json(resumed));
                assertEquals(runs + whole.trials().size() - stopAfter, evaluator.runs(), "evaluated twice");
            }
        }
    }

    private static String json(Outcome outcome) {
        return FrontFile.of(new FrontFile.Model("m", "0"), List.of(Metric.Quality.ACCURACY), outcome.fronts())
                .toJson();
    }

    @Test
    void everySchemeIsMeasuredAndLearnedFromByItself() {
        try (TrialStore store = store("trials.db")) {
            Outcome outcome = search(StrategyKind.GENETIC, new Budget.Evaluations(4 * BUDGET), store, () -> false);
            assertEquals(
                    List.of(QuantizationScheme.USUAL, PER_TENSOR),
                    List.copyOf(outcome.sensitivities().keySet()));
            double usual = Objects.requireNonNull(outcome.sensitivities().get(QuantizationScheme.USUAL))
                    .ofWeights(0, 2);
            double other = Objects.requireNonNull(outcome.sensitivities().get(PER_TENSOR))
                    .ofWeights(0, 2);
            assertEquals(2 * usual, other, 1e-12);
            long spent = outcome.sensitivities().values().stream()
                    .mapToLong(Sensitivities::sampleForwards)
                    .sum();
            assertTrue(spent <= 0.2 * 4 * BUDGET * SAMPLES, () -> "sensitivities took " + spent);
            Map<PrecisionPlan, List<Trial>> byPlan =
                    outcome.trials().stream().collect(Collectors.groupingBy(Trial::plan));
            assertTrue(
                    byPlan.values().stream().anyMatch(trials -> trials.size() == 2),
                    "the founders at least are run under both schemes");
            outcome.trials()
                    .forEach(trial -> assertEquals(
                            trial.scheme().equals(QuantizationScheme.USUAL),
                            trial.objectives().containsKey("latency_ms@free"),
                            trial.id()));
        }
    }

    @Test
    void aTimeBudgetAddsUpOverResumedRuns() {
        PlanEvaluator slow = new Slow(evaluator, 90);
        Budget budget = new Budget.Time(Duration.ofSeconds(1));
        Path file = folder.resolve("timed.db");
        int before;
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            int stop = evaluator.runs() + 5;
            before = search(StrategyKind.RANDOM, budget, slow, store, () -> evaluator.runs() >= stop)
                    .trials()
                    .size();
        }
        try (TrialStore store = TrialStore.open(file)) {
            Outcome outcome = search(StrategyKind.RANDOM, budget, slow, store, () -> false);
            assertEquals(Outcome.Ending.SPENT, outcome.ending());
            double seconds = store.trials().stream()
                    .mapToDouble(TrialStore.Stored::seconds)
                    .sum();
            double allButLast = seconds - store.trials().getLast().seconds();
            assertTrue(seconds >= 1 && allButLast < 1, () -> seconds + " s");
            assertTrue(outcome.trials().size() > before);
            assertEquals(outcome, search(StrategyKind.RANDOM, budget, slow, store, () -> false));
        }
    }

    @Test
    void endsWhenEveryPlanWasTried() {
        try (TrialStore store = store("small.db")) {
            Island small = new Island(
                    "small",
                    QuantizationScheme.USUAL,
                    Searches.space(LAYOUT, "8", "4 8"),
                    SyntheticPricing.objectives("small"));
            Outcome outcome = new SearchRun(
                            new SearchConfig(StrategyKind.GENETIC, new Budget.Evaluations(1000), 7),
                            List.of(small),
                            evaluator,
                            pricing(List.of(small)),
                            store,
                            Progress.silent(),
                            () -> false)
                    .run();
            assertEquals(Outcome.Ending.EXHAUSTED, outcome.ending());
            assertEquals(small.space().size().intValueExact(), outcome.trials().size());
        }
    }

    @Test
    void aBudgetOfOneRunsOnePlan() {
        try (TrialStore store = store("one.db")) {
            Outcome outcome = search(StrategyKind.GENETIC, new Budget.Evaluations(1), store, () -> false);
            assertEquals(1, outcome.trials().size());
            assertTrue(outcome.sensitivities().isEmpty());
        }
    }

    @Test
    void saysHowFarItIs() {
        List<String> notes = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        try (TrialStore store = store("trials.db")) {
            Progress progress = (stage, count, total, note) -> {
                if (stage.equals("searching")) {
                    assertEquals(BUDGET, total);
                    done.add(count);
                    notes.add(note);
                }
            };
            Outcome outcome = new SearchRun(
                            new SearchConfig(StrategyKind.GENETIC, new Budget.Evaluations(BUDGET), 7),
                            islands,
                            evaluator,
                            pricing,
                            store,
                            progress,
                            () -> false)
                    .run();
            int plans = outcome.trials().size();
            int taken = BUDGET - plans;
            assertTrue(taken > 0, "sensitivities are part of the budget");
            assertTrue(
                    notes.getLast()
                            .matches(plans + " plans, sensitivities took " + taken
                                    + ", best \\d+\\.\\d %, front \\d+\\+\\d+\\+\\d+"),
                    notes.getLast());
            assertEquals(
                    plans + " evaluations of plans, and as much as " + taken + " more on sensitivities",
                    outcome.spent(SAMPLES));
        }
        assertEquals(BUDGET, done.getLast());
        assertEquals(done.stream().sorted().toList(), done);
    }

    @Test
    void refusesTrialsOfAnotherSearch() {
        try (TrialStore store = store("trials.db")) {
            search(StrategyKind.RANDOM, new Budget.Evaluations(5), store, () -> false);
            InvalidInputException e = assertThrows(
                    InvalidInputException.class,
                    () -> search(StrategyKind.GENETIC, new Budget.Evaluations(5), store, () -> false));
            assertTrue(e.getMessage().startsWith("trial p001: the stored plan"), e.getMessage());
        }
    }

    /** An evaluator that takes its time. */
    private record Slow(PlanEvaluator fast, int milliseconds) implements PlanEvaluator {
        @Override
        public NetworkLayout layout() {
            return fast.layout();
        }

        @Override
        public int samples() {
            return fast.samples();
        }

        @Override
        public Fidelity run(PrecisionPlan plan, QuantizationScheme scheme) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return fast.run(plan, scheme);
        }

        @Override
        public Sensitivities sensitivities(
                QuantizationScheme scheme,
                SortedSet<Integer> weightBits,
                SortedSet<Integer> activationBits,
                int samples,
                Progress progress) {
            return fast.sensitivities(scheme, weightBits, activationBits, samples, progress);
        }
    }
}
