package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;

/** Plans drawn at random, spread evenly over mean bits: what every other strategy has to beat. */
public final class RandomStrategy implements Strategy {
    public static final String NAME = "random";

    private final FreshPlans fresh;

    public RandomStrategy(Problem problem) {
        fresh = new FreshPlans(problem, problem.random(0));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PrecisionPlan> propose(int most) {
        List<PrecisionPlan> plans = new ArrayList<>();
        while (plans.size() < most) {
            var plan = fresh.next();
            if (plan.isEmpty()) {
                break;
            }
            plans.add(plan.get());
        }
        return plans;
    }

    @Override
    public void learn(List<Trial> trials) {
        trials.forEach(trial -> fresh.take(trial.plan()));
    }
}
