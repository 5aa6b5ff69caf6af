package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.space.StratifiedPlans;
import dev.vernier.search.strategy.LambdaSweep;
import dev.vernier.search.strategy.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;

/**
 * The first plans of an evolution: the uniform ones; where sensitivities are known, plans of the {@link LambdaSweep} of
 * each cost, and the same with one gene changed; and random plans stratified by mean bits.
 */
final class Founders {
    private final Problem problem;
    private final SearchSpace space;
    private final RandomGenerator random;
    private final SequencedSet<PrecisionPlan> plans = new LinkedHashSet<>();

    private Founders(Problem problem) {
        this.problem = problem;
        this.space = problem.space();
        this.random = problem.random(-1);
    }

    /** Distinct plans of the problem's space, in the order in which they should be tried. */
    static List<PrecisionPlan> of(Problem problem) {
        return new Founders(problem).plans();
    }

    /** How many founders an evolution of so many evaluations should have. */
    static int count(int evaluations) {
        return Math.clamp(evaluations / 4, 8, 64);
    }

    private List<PrecisionPlan> plans() {
        int count = count(problem.evaluations());
        plans.addAll(space.uniformPlans());
        int swept = Math.max(1, count / 4);
        List<PrecisionPlan> sweep = spread(sweep(), swept);
        plans.addAll(sweep);
        for (PrecisionPlan plan : sweep) {
            List<PrecisionPlan> neighbours = space.neighbours(plan);
            if (!neighbours.isEmpty()) {
                plans.add(neighbours.get(random.nextInt(neighbours.size())));
            }
        }
        StratifiedPlans stratified = new StratifiedPlans(space, random);
        for (int i = 0; i < 4 * count && plans.size() < count; i++) {
            plans.add(stratified.next());
        }
        return plans.stream()
                .limit(Math.max(count, space.uniformPlans().size()))
                .toList();
    }

    /** The sweeps of all costs that are sums over layers, one after the other. */
    private List<PrecisionPlan> sweep() {
        SequencedSet<PrecisionPlan> swept = new LinkedHashSet<>();
        problem.sensitivities().ifPresent(sensitivities -> problem.objectives().forEach(objective -> problem.pricing()
                .separable(objective)
                .ifPresent(costs -> swept.addAll(new LambdaSweep(space, sensitivities, costs).plans()))));
        return List.copyOf(swept);
    }

    /** At most {@code most} items, evenly spaced, both ends among them. */
    private static <T> List<T> spread(List<T> items, int most) {
        if (items.size() <= most) {
            return items;
        }
        List<T> spread = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            spread.add(items.get(most == 1 ? 0 : (int) ((long) i * (items.size() - 1) / (most - 1))));
        }
        return spread;
    }
}
