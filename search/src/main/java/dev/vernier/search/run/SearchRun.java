package dev.vernier.search.run;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.PlanEvaluator;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.SearchConfig;
import dev.vernier.search.config.StrategyKind;
import dev.vernier.search.front.Front;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.strategy.RandomStrategy;
import dev.vernier.search.strategy.Strategy;
import dev.vernier.search.strategy.genetic.GeneticStrategy;
import dev.vernier.search.trial.Candidate;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/**
 * Searches all islands of a run within one budget.
 *
 * <p>Sensitivities come first, for each scheme, where the strategy uses them. Then the islands take turns: each is asked
 * for a few plans, which are run under its scheme, in order, and stored at once, and every island learns of each trial of
 * its scheme that its device can run. So no plan is run twice under one scheme.
 *
 * <p>Resuming is replaying: strategies start from the beginning and meet stored results in place of evaluations, so a
 * run that was interrupted proposes the same plans as one that was not.
 */
public final class SearchRun {
    /** Plans an island may propose in one turn. */
    private static final int TURN = 8;

    /** Divergences of single changes are smooth: a few hundred samples rank them well. */
    private static final int SENSITIVITY_SAMPLES = 256;

    /** What fewer samples say is not worth the budget. */
    private static final int FEWEST_SENSITIVITY_SAMPLES = 16;

    /** At most this part of a budget goes into sensitivities. */
    private static final double SENSITIVITY_SHARE = 0.2;

    private final SearchConfig config;
    private final List<Island> islands;
    private final PlanEvaluator evaluator;
    private final Pricing pricing;
    private final TrialStore store;
    private final Progress progress;
    private final BooleanSupplier stop;

    private final Meter meter;
    private final List<TrialStore.Stored> stored;
    private final List<Trial> trials = new ArrayList<>();
    private final Map<String, Front> fronts = new LinkedHashMap<>();
    private final Metric.Quality quality;
    private String spentBefore = "";

    /**
     * @param islands at least one; all of the evaluator's layout
     * @param store new, or holding what an earlier run of the same configuration found
     * @param stop asked between evaluations; once true, the search ends
     */
    public SearchRun(
            SearchConfig config,
            List<Island> islands,
            PlanEvaluator evaluator,
            Pricing pricing,
            TrialStore store,
            Progress progress,
            BooleanSupplier stop) {
        this.config = config;
        this.islands = List.copyOf(islands);
        this.evaluator = evaluator;
        this.pricing = pricing;
        this.store = store;
        this.progress = progress;
        this.stop = stop;
        meter = new Meter(config.budget(), evaluator.samples());
        stored = store.trials();
        quality = Objective.quality(islands.getFirst().objectives());
        islands.forEach(island -> fronts.put(island.profile(), Front.of(List.of(), island.objectives())));
    }

    /**
     * Searches until the budget is spent, no further plan is found, or it is asked to stop. To be called once.
     *
     * @throws InvalidInputException when the store holds what another version of Vernier or another configuration found
     */
    public Outcome run() {
        Map<QuantizationScheme, Sensitivities> sensitivities = sensitivities();
        spentBefore = sensitivities.isEmpty() ? "" : ", sensitivities took " + meter.spent();
        Map<Island, Strategy> strategies = new LinkedHashMap<>();
        islands.forEach(island ->
                strategies.put(island, strategy(island, Optional.ofNullable(sensitivities.get(island.scheme())))));
        Outcome.Ending ending = takeTurns(strategies);
        return new Outcome(
                List.copyOf(trials),
                Collections.unmodifiableMap(fronts),
                Collections.unmodifiableMap(sensitivities),
                ending);
    }

    private Outcome.Ending takeTurns(Map<Island, Strategy> strategies) {
        boolean proposed = true;
        while (proposed) {
            proposed = false;
            for (Island island : islands) {
                Strategy strategy = Objects.requireNonNull(strategies.get(island));
                if (!meter.allowsAnother()) {
                    return Outcome.Ending.SPENT;
                }
                List<PrecisionPlan> plans = strategy.propose(turn());
                List<Trial> made = new ArrayList<>();
                for (PrecisionPlan plan : plans) {
                    if (stop.getAsBoolean()) {
                        return Outcome.Ending.STOPPED;
                    }
                    if (!meter.allowsAnother()) {
                        return Outcome.Ending.SPENT;
                    }
                    made.add(evaluate(new Candidate(plan, island.scheme()), strategy.name()));
                }
                proposed |= !plans.isEmpty();
                strategies.forEach((learning, learner) ->
                        learner.learn(made.stream().filter(learning::takes).toList()));
            }
        }
        return Outcome.Ending.EXHAUSTED;
    }

    /** Plans for one turn: fewer when the rest of the budget would not do for a turn of every island. */
    private int turn() {
        return Math.clamp(meter.left() / islands.size(), 1, TURN);
    }

    private Strategy strategy(Island island, Optional<Sensitivities> sensitivities) {
        Problem problem = new Problem(
                island.space(),
                island.scheme(),
                island.objectives(),
                pricing,
                sensitivities,
                Math.max(1, meter.left() / islands.size()),
                config.seed() ^ (long) island.profile().hashCode() << Integer.SIZE);
        return switch (config.strategy()) {
            case GENETIC -> new GeneticStrategy(problem);
            case RANDOM -> new RandomStrategy(problem);
        };
    }

    private Trial evaluate(Candidate candidate, String strategy) {
        int number = trials.size();
        String id = Trial.id(number);
        boolean known = number < stored.size();
        long start = System.nanoTime();
        PrecisionPlan plan = candidate.plan();
        QuantizationScheme scheme = candidate.scheme();
        Fidelity fidelity = known ? replay(stored.get(number), id, candidate) : evaluator.run(plan, scheme);
        double seconds = known ? stored.get(number).seconds() : secondsSince(start);
        Map<String, Double> objectives = new LinkedHashMap<>();
        objectives.put(quality.key(), fidelity.value());
        objectives.putAll(pricing.price(plan, scheme));
        Trial trial = new Trial(id, plan, scheme, fidelity, objectives, strategy);
        if (!known) {
            store.append(trial, seconds);
        }
        trials.add(trial);
        for (Island island : islands) {
            if (island.takes(trial)) {
                fronts.computeIfPresent(island.profile(), (_, front) -> front.with(List.of(trial)));
            }
        }
        meter.spend(fidelity.samples(), seconds);
        progress.update("searching", meter.done(), meter.total(), note());
        return trial;
    }

    private Fidelity replay(TrialStore.Stored known, String id, Candidate candidate) {
        boolean same = known.id().equals(id)
                && known.plan().equals(candidate.plan().key())
                && known.scheme().equals(candidate.scheme().key());
        if (!same) {
            throw new InvalidInputException(
                    "trial " + known.id(),
                    "the stored plan " + known.plan() + " is not the one that this search proposes, "
                            + candidate.plan(),
                    "another version of Vernier made it: search anew in another folder");
        }
        return known.fidelity();
    }

    /** How many plans were run, the best one so far and the sizes of the fronts. */
    private String note() {
        String best = trials.stream()
                .map(trial -> trial.fidelity().value())
                .reduce(quality::better)
                .map(value -> quality.text(value, 1))
                .orElse("unknown");
        String sizes = String.join(
                "+",
                fronts.values().stream()
                        .map(front -> String.valueOf(front.size()))
                        .toList());
        String plans = trials.size() == 1 ? "1 plan" : trials.size() + " plans";
        return plans + spentBefore + ", best " + best + ", front " + sizes;
    }

    /** What narrowing does under each scheme of the run; all schemes are measured on as many samples. */
    private Map<QuantizationScheme, Sensitivities> sensitivities() {
        Map<QuantizationScheme, Sensitivities> sensitivities = new LinkedHashMap<>();
        int count = config.strategy() == StrategyKind.GENETIC ? sensitivitySamples() : 0;
        for (QuantizationScheme scheme : count == 0 ? List.<QuantizationScheme>of() : schemes()) {
            TrialStore.Measured measured = store.sensitivities(
                            scheme,
                            evaluator.layout().layers().size(),
                            evaluator.layout().quantizers().size())
                    .orElseGet(() -> measure(scheme, count));
            meter.spend(measured.sensitivities().sampleForwards(), measured.seconds());
            sensitivities.put(scheme, measured.sensitivities());
        }
        return sensitivities;
    }

    private TrialStore.Measured measure(QuantizationScheme scheme, int count) {
        long start = System.nanoTime();
        Sensitivities sensitivities = evaluator.sensitivities(
                scheme,
                widths(scheme, Precision::weightBits),
                widths(scheme, Precision::activationBits),
                count,
                progress);
        TrialStore.Measured measured = new TrialStore.Measured(sensitivities, secondsSince(start));
        store.put(scheme, measured);
        return measured;
    }

    /** How many samples to measure sensitivities with; 0 when there is no choice to make or too little budget. */
    private int sensitivitySamples() {
        if (islands.stream().allMatch(island -> island.space().genes().isEmpty())) {
            return 0;
        }
        long runs = schemes().stream().mapToLong(this::sensitivityRuns).sum();
        long affordable = (long) (SENSITIVITY_SHARE * meter.left() * evaluator.samples() / runs);
        int count = (int) Math.min(Math.min(affordable, SENSITIVITY_SAMPLES), evaluator.samples());
        return count < Math.min(FEWEST_SENSITIVITY_SAMPLES, evaluator.samples()) ? 0 : count;
    }

    private long sensitivityRuns(QuantizationScheme scheme) {
        return (long) widths(scheme, Precision::weightBits).size()
                        * evaluator.layout().layers().size()
                + (long) widths(scheme, Precision::activationBits).size()
                        * evaluator.layout().quantizers().size();
    }

    /** The schemes of the run, in the order of the islands. */
    private List<QuantizationScheme> schemes() {
        return islands.stream().map(Island::scheme).distinct().toList();
    }

    private SortedSet<Integer> widths(QuantizationScheme scheme, ToIntFunction<Precision> part) {
        SortedSet<Integer> widths = new TreeSet<>();
        for (Island island : islands) {
            for (int layer = 0; layer < evaluator.layout().layers().size(); layer++) {
                if (island.scheme().equals(scheme)) {
                    island.space().legal(layer).forEach(precision -> widths.add(part.applyAsInt(precision)));
                }
            }
        }
        return widths;
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
