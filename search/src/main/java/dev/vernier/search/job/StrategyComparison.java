package dev.vernier.search.job;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.search.config.SearchConfig;
import dev.vernier.search.config.StrategyKind;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.Hypervolume;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.ProfilePricing;
import dev.vernier.search.run.SearchRun;
import dev.vernier.search.trial.Candidate;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Strategies against each other: the same network, data, space and budget, several seeds each. A front's hypervolume is
 * scaled to the union of all fronts compared.
 */
public final class StrategyComparison {
    private final RunInputs inputs;
    private final int seeds;
    private final Progress progress;
    private final Metric.Quality quality;
    private final ProfilePricing pricing;
    private final Map<Attempt, Outcome> outcomes = new LinkedHashMap<>();

    private StrategyComparison(RunInputs inputs, int seeds, Progress progress) {
        this.inputs = inputs;
        this.seeds = seeds;
        this.progress = progress;
        quality = inputs.config().quality();
        pricing = new ProfilePricing(inputs.layout(), inputs.profiles());
    }

    /** One search of one strategy. */
    private record Attempt(StrategyKind strategy, long seed) {}

    /**
     * The hypervolumes of one strategy on one profile, seed by seed.
     *
     * @param search on the search split
     * @param test the same fronts on the test split
     */
    public record Score(String profile, StrategyKind strategy, List<Double> search, List<Double> test) {
        /** The median of some hypervolumes. */
        public static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }
    }

    /**
     * Searches with every strategy and the seeds 1, 2, …
     *
     * @param seeds how many, at least 1
     */
    public static List<Score> run(RunInputs inputs, int seeds, Kernels kernels, Progress progress) throws IOException {
        return new StrategyComparison(inputs, seeds, progress).run(inputs.workbench(kernels, progress));
    }

    private List<Score> run(Workbench bench) throws IOException {
        try (RunningEvaluator evaluator = bench.evaluator(
                bench.yardstick(quality.metric(), inputs.splits().search(), progress))) {
            for (StrategyKind strategy : StrategyKind.values()) {
                for (long seed = 1; seed <= seeds; seed++) {
                    outcomes.put(new Attempt(strategy, seed), search(strategy, seed, evaluator));
                }
            }
        }
        Map<Candidate, Fidelity> tested = tested(bench);
        List<Score> scores = new ArrayList<>();
        for (Island island : inputs.islands()) {
            Map<Attempt, List<double[]>> onSearch = new LinkedHashMap<>();
            Map<Attempt, List<double[]>> onTest = new LinkedHashMap<>();
            outcomes.forEach((attempt, outcome) -> {
                Front front = front(outcome, island);
                onSearch.put(attempt, front.losses());
                onTest.put(
                        attempt,
                        front.trials().stream()
                                .map(trial -> retested(trial, tested).losses(island.objectives()))
                                .toList());
            });
            for (StrategyKind strategy : StrategyKind.values()) {
                scores.add(
                        new Score(island.profile(), strategy, volumes(strategy, onSearch), volumes(strategy, onTest)));
            }
        }
        return scores;
    }

    private Outcome search(StrategyKind strategy, long seed, RunningEvaluator evaluator) throws IOException {
        try (TemporaryStore store = TemporaryStore.create()) {
            return new SearchRun(
                            new SearchConfig(strategy, inputs.config().search().budget(), seed),
                            inputs.islands(),
                            evaluator,
                            pricing,
                            store.trials(),
                            (stage, done, total, note) -> progress.update(
                                    strategy.key() + ", seed " + seed + ": " + stage, done, total, note),
                            () -> false)
                    .run();
        }
    }

    private static Front front(Outcome outcome, Island island) {
        Front front = outcome.fronts().get(island.profile());
        if (front == null) {
            throw new IllegalStateException("no front for " + island.profile());
        }
        return front;
    }

    /** Every plan on any front, run on the test split. */
    private Map<Candidate, Fidelity> tested(Workbench bench) {
        List<Candidate> plans = outcomes.values().stream()
                .flatMap(outcome -> outcome.fronts().values().stream())
                .flatMap(front -> front.trials().stream())
                .map(Trial::candidate)
                .distinct()
                .toList();
        Map<Candidate, Fidelity> tested = new HashMap<>();
        try (RunningEvaluator evaluator = bench.evaluator(
                bench.yardstick(quality.metric(), inputs.splits().test(), progress))) {
            for (Candidate candidate : plans) {
                tested.put(candidate, evaluator.run(candidate.plan(), candidate.scheme()));
                progress.update("running fronts on the test split", tested.size(), plans.size(), "");
            }
        }
        return tested;
    }

    private Trial retested(Trial trial, Map<Candidate, Fidelity> tested) {
        Fidelity fidelity = tested.getOrDefault(trial.candidate(), trial.fidelity());
        Map<String, Double> objectives = new LinkedHashMap<>(trial.objectives());
        objectives.put(quality.key(), fidelity.value());
        return new Trial(trial.id(), trial.plan(), trial.scheme(), fidelity, objectives, trial.strategy());
    }

    private List<Double> volumes(StrategyKind strategy, Map<Attempt, List<double[]>> fronts) {
        List<double[]> reference =
                fronts.values().stream().flatMap(List::stream).toList();
        if (reference.isEmpty()) {
            return Collections.nCopies(seeds, 0.0);
        }
        Hypervolume scale = Hypervolume.scaledTo(reference);
        return fronts.entrySet().stream()
                .filter(entry -> entry.getKey().strategy() == strategy)
                .map(entry -> scale.of(entry.getValue()))
                .toList();
    }
}
