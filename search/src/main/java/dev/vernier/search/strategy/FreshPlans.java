package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.space.StratifiedPlans;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Keeps track of the plans that were proposed or tried, and finds others. */
public final class FreshPlans {
    /** Drawing a plan that is taken happens often only in small spaces, which can be counted through instead. */
    private static final int DRAWS = 50;

    private final SearchSpace space;
    private final StratifiedPlans stratified;
    private final Set<String> taken = new HashSet<>();

    public FreshPlans(SearchSpace space, RandomGenerator random) {
        this.space = space;
        this.stratified = new StratifiedPlans(space, random);
    }

    /** Takes a plan; false when it was taken before. */
    public boolean take(PrecisionPlan plan) {
        return taken.add(plan.key());
    }

    public boolean isTaken(PrecisionPlan plan) {
        return taken.contains(plan.key());
    }

    /** Takes a random plan, stratified by mean bits; empty when all are taken. */
    public Optional<PrecisionPlan> next() {
        for (int i = 0; i < DRAWS; i++) {
            PrecisionPlan plan = stratified.next();
            if (take(plan)) {
                return Optional.of(plan);
            }
        }
        Optional<PrecisionPlan> left = space.firstBeyond(taken);
        left.ifPresent(this::take);
        return left;
    }
}
