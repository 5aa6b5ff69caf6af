package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What a strategy has to solve: find plans of a space that are good compromises between objectives.
 *
 * @param scheme what plans are quantized under
 * @param objectives what plans are compared by
 * @param pricing what plans cost, known without running them
 * @param sensitivities what narrowing each quantity alone does, where that was measured
 * @param evaluations about how many plans can be run, at least 1
 * @param seed decides everything random
 */
public record Problem(
        SearchSpace space,
        QuantizationScheme scheme,
        List<Objective> objectives,
        Pricing pricing,
        Optional<Sensitivities> sensitivities,
        int evaluations,
        long seed) {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    public Problem {
        objectives = List.copyOf(objectives);
        if (objectives.isEmpty() || evaluations < 1) {
            throw new IllegalArgumentException(objectives.size() + " objectives, " + evaluations + " evaluations");
        }
    }

    /**
     * Whether a plan of the space has a price for every objective but quality. Legal widths are not all it takes: a
     * network may be too large for a device as a whole.
     */
    public boolean admits(PrecisionPlan plan) {
        Map<String, Double> prices = pricing.price(plan, scheme);
        return objectives.stream().allMatch(objective -> objective.isQuality() || prices.containsKey(objective.name()));
    }

    /**
     * A generator of its own for each purpose, so that what one part of a strategy draws never shifts another.
     *
     * @param stream tells the purposes apart
     */
    public RandomGenerator random(long stream) {
        // Steele, Lea and Flood's mixing constant (doi:10.1145/2714064.2660195) keeps neighbouring streams apart.
        return GENERATORS.create(seed ^ (stream + 1) * 0x9E3779B97F4A7C15L);
    }
}
