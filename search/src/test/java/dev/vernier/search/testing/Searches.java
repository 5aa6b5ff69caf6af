package dev.vernier.search.testing;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.PlanEvaluator;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.strategy.Strategy;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Problems of known truth, and a loop that lets a strategy solve them. */
public final class Searches {
    public static final String DEVICE = "device";

    private Searches() {}

    /** The space of some widths on a device that allows every precision, or only those listed. */
    public static SearchSpace space(NetworkLayout layout, String weightBits, String activationBits, String... allowed) {
        SortedSet<Precision> precisions = allowed.length == 0
                ? allPrecisions()
                : Stream.of(allowed).map(Precision::parse).collect(Collectors.toCollection(TreeSet::new));
        SpaceConfig wish = new SpaceConfig(widths(weightBits), widths(activationBits), 8, Map.of());
        return SearchSpace.of(layout, wish, DEVICE, Legality.everywhere(precisions), InvalidInputException::new);
    }

    public static SortedSet<Integer> widths(String text) {
        return Stream.of(text.split(" ")).map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every pair of integer widths. */
    public static SortedSet<Precision> allPrecisions() {
        SortedSet<Precision> precisions = new TreeSet<>();
        for (int weightBits = 1; weightBits <= 8; weightBits++) {
            for (int activationBits = 1; activationBits <= 8; activationBits++) {
                precisions.add(new Precision(weightBits, activationBits));
            }
        }
        return precisions;
    }

    public static Pricing pricing(SearchSpace space) {
        return new SyntheticPricing(Map.of(DEVICE, space));
    }

    /** Accuracy, latency and bytes over a space, with sensitivities. */
    public static Problem problem(SearchSpace space, PlanEvaluator evaluator, int evaluations, long seed) {
        Sensitivities sensitivities = evaluator.sensitivities(
                QuantizationScheme.USUAL, widths("2 3 4 6 8"), widths("4 8"), evaluator.samples(), Progress.silent());
        return new Problem(
                space,
                QuantizationScheme.USUAL,
                SyntheticPricing.objectives(DEVICE),
                pricing(space),
                Optional.of(sensitivities),
                evaluations,
                seed);
    }

    public static Trial trial(int number, PrecisionPlan plan, Fidelity fidelity, Pricing pricing, String strategy) {
        Map<String, Double> objectives = new LinkedHashMap<>();
        objectives.put("accuracy", fidelity.value());
        objectives.putAll(pricing.price(plan, QuantizationScheme.USUAL));
        return new Trial(Trial.id(number), plan, fidelity, objectives, strategy);
    }

    /** Runs what a strategy proposes until it proposes nothing, or so many plans were run. */
    public static List<Trial> run(Strategy strategy, PlanEvaluator evaluator, Pricing pricing, int budget) {
        List<Trial> trials = new ArrayList<>();
        while (trials.size() < budget) {
            List<PrecisionPlan> plans = strategy.propose(Math.min(8, budget - trials.size()));
            if (plans.isEmpty()) {
                break;
            }
            List<Trial> made = new ArrayList<>();
            for (PrecisionPlan plan : plans) {
                made.add(trial(
                        trials.size() + made.size(),
                        plan,
                        evaluator.run(plan, QuantizationScheme.USUAL),
                        pricing,
                        strategy.name()));
            }
            strategy.learn(made);
            trials.addAll(made);
        }
        return trials;
    }
}
