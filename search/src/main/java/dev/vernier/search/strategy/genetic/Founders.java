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
 * The first plans of an evolution: the uniform ones, at most half of all; where sensitivities are known, plans of the
 * {@link LambdaSweep} of each cost for a quarter, and the same with one gene changed; and random plans stratified by mean
 * bits for the rest.
 */
final class Founders {
    private static final int FEWEST = 8;
    private static final int MOST = 64;

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

    /** A quarter of the evaluations; half of them where nothing is known that children could be judged by. */
    private int count() {
        return Math.clamp(problem.evaluations() / (problem.sensitivities().isPresent() ? 4 : 2), FEWEST, MOST);
    }

    private List<PrecisionPlan> plans() {
        int count = count();
        plans.addAll(spread(space.uniformPlans(), count / 2));
        List<PrecisionPlan> sweep = spread(sweep(), count / 4);
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
        return plans.stream().limit(count).toList();
    }

    /** The sweeps of all costs that are sums over layers, one after the other. */
    private List<PrecisionPlan> sweep() {
        SequencedSet<PrecisionPlan> swept = new LinkedHashSet<>();
        problem.sensitivities().ifPresent(sensitivities -> problem.objectives().forEach(objective -> problem.pricing()
                .separable(objective)
                .ifPresent(costs -> swept.addAll(new LambdaSweep(space, sensitivities, costs).plans()))));
        return List.copyOf(swept);
    }

    /** At most {@code most} items, at least 2, evenly spaced, both ends among them. */
    private static <T> List<T> spread(List<T> items, int most) {
        if (items.size() <= most) {
            return items;
        }
        List<T> spread = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            spread.add(items.get(i * (items.size() - 1) / (most - 1)));
        }
        return spread;
    }
}
