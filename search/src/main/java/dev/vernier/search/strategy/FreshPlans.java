package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.StratifiedPlans;
import java.util.HashSet;
import java.util.Iterator;
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

    /** Where so many plans in a row are too large for a device, it is given up for this time. */
    private static final int MISFITS = 2_000;

    private final Problem problem;
    private final StratifiedPlans stratified;
    private final Set<String> taken = new HashSet<>();

    /** What is left of counting through the space: every plan before it is taken. */
    private final Iterator<PrecisionPlan> rest;

    public FreshPlans(Problem problem, RandomGenerator random) {
        this.problem = problem;
        this.stratified = new StratifiedPlans(problem.space(), random);
        this.rest = problem.space().plans().iterator();
    }

    /** Takes a plan; false when it was taken before, or is not admitted. */
    public boolean take(PrecisionPlan plan) {
        return taken.add(plan.key()) && problem.admits(plan);
    }

    /** Whether {@link #take} would be in vain. */
    public boolean isTaken(PrecisionPlan plan) {
        return taken.contains(plan.key()) || !problem.admits(plan);
    }

    /** Takes a random plan, stratified by mean bits; empty when all are taken, or none was found among many. */
    public Optional<PrecisionPlan> next() {
        for (int i = 0; i < DRAWS; i++) {
            PrecisionPlan plan = stratified.next();
            if (take(plan)) {
                return Optional.of(plan);
            }
        }
        return nextInOrder();
    }

    private Optional<PrecisionPlan> nextInOrder() {
        for (int misfits = 0; misfits < MISFITS && rest.hasNext(); ) {
            PrecisionPlan plan = rest.next();
            if (taken.add(plan.key())) {
                if (problem.admits(plan)) {
                    return Optional.of(plan);
                }
                misfits++;
            }
        }
        return Optional.empty();
    }
}
