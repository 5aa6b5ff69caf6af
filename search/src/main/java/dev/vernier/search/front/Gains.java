package dev.vernier.search.front;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the plans of a front that gain nothing over a uniform one on their device, in everything or in one of the
 * device's costs, and says why.
 */
public final class Gains {
    private final Front front;
    private final Metric.Quality quality;
    private final List<Uniform> uniforms;
    private final Pricing pricing;

    private Gains(Front front, List<Uniform> uniforms, Pricing pricing) {
        this.front = front;
        quality = Objective.quality(front.objectives());
        this.uniforms = uniforms.stream()
                .filter(uniform -> uniform.has(front.objectives()))
                .toList();
        this.pricing = pricing;
    }

    /**
     * A plan of the same width everywhere but in pinned layers.
     *
     * @param objectives its values by {@link Objective#name}, quality on the samples of the trials
     */
    public record Uniform(String name, PrecisionPlan plan, Map<String, Double> objectives) {
        private boolean has(List<Objective> wanted) {
            return wanted.stream().allMatch(objective -> objectives.containsKey(objective.name()));
        }

        private double value(Objective objective) {
            return objectives.getOrDefault(objective.name(), Double.NaN);
        }

        private double[] losses(List<Objective> wanted) {
            return wanted.stream()
                    .mapToDouble(objective -> objective.loss(value(objective)))
                    .toArray();
        }
    }

    /**
     * What the plans of a front do not gain.
     *
     * @param uniforms under the scheme of the device, the widest first; those without a value for every objective of the front are left out
     * @return reasons in words by the id of the trial, for the plans that have any, in the order of the front
     */
    public static Map<String, List<String>> missing(Front front, List<Uniform> uniforms, Pricing pricing) {
        return new Gains(front, uniforms, pricing).missing();
    }

    private Map<String, List<String>> missing() {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Trial trial : front.trials()) {
            List<String> reasons = reasons(trial);
            if (!reasons.isEmpty()) {
                found.put(trial.id(), reasons);
            }
        }
        return found;
    }

    private List<String> reasons(Trial trial) {
        double[] losses = trial.losses(front.objectives());
        Optional<Uniform> better = uniforms.stream()
                .filter(uniform -> !uniform.plan.equals(trial.plan()))
                .filter(uniform -> Front.covers(uniform.losses(front.objectives()), losses))
                .findFirst();
        if (better.isPresent()) {
            return List.of(better.get().name + " is at least as " + quality.adjective() + " and costs no more");
        }
        List<String> reasons = new ArrayList<>();
        for (Objective cost : front.objectives()) {
            if (cost.metric().perDevice()) {
                uniforms.stream()
                        .filter(uniform -> noGain(trial, uniform, cost))
                        .findFirst()
                        .ifPresent(uniform -> reasons.add(inWords(trial, uniform, cost)));
            }
        }
        return reasons;
    }

    /** Whether a uniform plan is as good at the same or a better figure of one cost. */
    private boolean noGain(Trial trial, Uniform uniform, Objective cost) {
        return !uniform.plan.equals(trial.plan())
                && quality.isWithin(
                        0,
                        uniform.value(Objective.of(quality)),
                        trial.fidelity().value())
                && cost.loss(uniform.value(cost)) <= cost.loss(trial.value(cost));
    }

    private String inWords(Trial trial, Uniform uniform, Objective cost) {
        return String.format(
                Locale.ROOT,
                "no better %s than %s (%.4g against %.4g), which is at least as %s: %s",
                cost.metric().key(),
                uniform.name,
                trial.value(cost),
                uniform.value(cost),
                quality.adjective(),
                why(trial.plan(), uniform.plan, cost));
    }

    private String why(PrecisionPlan plan, PrecisionPlan uniform, Objective cost) {
        Optional<Pricing.LayerCosts> separable = pricing.separable(cost);
        if (separable.isEmpty()) {
            return "these widths do not relieve what limits the device";
        }
        double saved = sum(separable.get(), uniform) - sum(separable.get(), plan);
        return saved > 0
                ? String.format(
                        Locale.ROOT,
                        "what its layers save alone (%.4g) is lost between them, in conversions and wider tensors",
                        saved)
                : "the device computes its layers no cheaper at these widths";
    }

    private static double sum(Pricing.LayerCosts costs, PrecisionPlan plan) {
        double sum = 0;
        for (int layer = 0; layer < plan.precisions().size(); layer++) {
            sum += costs.of(layer, plan.precisions().get(layer));
        }
        return sum;
    }
}
