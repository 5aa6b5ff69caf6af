package dev.vernier.search.trial;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One plan that was run under one scheme.
 *
 * @param id {@code p001}, {@code p002}, … in the order of proposal
 * @param fidelity how the plan did on the search split
 * @param objectives finite values by {@link Objective#name}; a device's figures are absent where the plan is illegal on
 *     it, or the device has another scheme
 * @param strategy name of the strategy that proposed it
 */
public record Trial(
        String id,
        PrecisionPlan plan,
        QuantizationScheme scheme,
        Fidelity fidelity,
        Map<String, Double> objectives,
        String strategy) {
    /** The order of proposal. */
    public static final Comparator<Trial> BY_ID =
            Comparator.comparingInt((Trial trial) -> trial.id.length()).thenComparing(Trial::id);

    public Trial {
        objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
        objectives.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("trial " + id + ": " + name + " is " + value);
            }
        });
    }

    /** A trial under the usual scheme. */
    public Trial(String id, PrecisionPlan plan, Fidelity fidelity, Map<String, Double> objectives, String strategy) {
        this(id, plan, QuantizationScheme.USUAL, fidelity, objectives, strategy);
    }

    /** What was run. */
    public Candidate candidate() {
        return new Candidate(plan, scheme);
    }

    /** The id of the trial proposed after {@code earlier} others: {@code p001} for 0. */
    public static String id(int earlier) {
        return String.format(Locale.ROOT, "p%03d", earlier + 1);
    }

    /** Whether this trial has a value for every one of the objectives. */
    public boolean has(List<Objective> wanted) {
        return wanted.stream().allMatch(objective -> objectives.containsKey(objective.name()));
    }

    /**
     * The value of one objective.
     *
     * @throws IllegalArgumentException when this trial has none
     */
    public double value(Objective objective) {
        Double value = objectives.get(objective.name());
        if (value == null) {
            throw new IllegalArgumentException("trial " + id + " has no " + objective.name());
        }
        return value;
    }

    /** The values of some objectives, turned so that less is better. */
    public double[] losses(List<Objective> wanted) {
        return wanted.stream()
                .mapToDouble(objective -> objective.loss(value(objective)))
                .toArray();
    }
}
