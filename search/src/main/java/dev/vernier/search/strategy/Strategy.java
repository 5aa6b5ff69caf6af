package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.trial.Trial;
import java.util.List;

/**
 * A way of searching one {@link Problem}. What it proposes depends on nothing but the problem and the trials it has
 * learned from, in their order: a strategy told the same things proposes the same plans, in any process.
 */
public interface Strategy {
    /** The name in configurations and results. */
    String name();

    /**
     * The next plans to run: legal ones, none of which was proposed or learned of before.
     *
     * @param most how many to propose at most, at least 1
     * @return fewer when results are wanted first; none when no further plan is found
     */
    List<PrecisionPlan> propose(int most);

    /**
     * Takes note of results: of its own proposals, and of plans of this problem's space and scheme that others proposed.
     * Each trial is told once.
     */
    void learn(List<Trial> trials);
}
