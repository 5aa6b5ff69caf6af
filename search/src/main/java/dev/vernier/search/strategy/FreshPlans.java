package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.StratifiedPlans;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Keeps track of the plans that were proposed or tried, and finds others. Plans that the problem {@linkplain
 * Problem#admits does not admit} count as taken.
 */
public final class FreshPlans {
    /** Drawing a plan that is taken happens often only in small spaces, which can be counted through instead. */
    private static final int DRAWS = 50;

    /** Where so many plans in a row are too large for a device, no others are looked for. */
    private static final int MISFITS = 2_000;

    private final Problem problem;
    private final StratifiedPlans stratified;
    private final Set<String> taken = new HashSet<>();

    public FreshPlans(Problem problem, RandomGenerator random) {
        this.problem = problem;
        this.stratified = new StratifiedPlans(problem.space(), random);
    }

    /** Takes a plan; false when it was taken before, or is not admitted. */
    public boolean take(PrecisionPlan plan) {
        return taken.add(plan.key()) && problem.admits(plan);
    }

    /** Whether {@link #take} would be in vain. */
    public boolean isTaken(PrecisionPlan plan) {
        return taken.contains(plan.key()) || !problem.admits(plan);
    }

    /** Takes a random plan, stratified by mean bits; empty when all are taken. */
    public Optional<PrecisionPlan> next() {
        for (int i = 0; i < DRAWS; i++) {
            PrecisionPlan plan = stratified.next();
            if (take(plan)) {
                return Optional.of(plan);
            }
        }
        Optional<PrecisionPlan> left = problem.space()
                .plans()
                .filter(plan -> !taken.contains(plan.key()))
                .limit(MISFITS)
                .filter(problem::admits)
                .findFirst();
        left.ifPresent(this::take);
        return left;
    }
}
