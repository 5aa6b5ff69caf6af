/**
 * The door that a search uses: a plan goes in, what it is worth comes out.
 *
 * <p>Enters: {@link dev.vernier.evaluator.plan.PrecisionPlan}s. Leaves: their quality, measured by running them, and
 * their prices on every device. Start at {@link dev.vernier.evaluator.score.PlanEvaluator}.
 */
@NullMarked
package dev.vernier.evaluator.score;

import org.jspecify.annotations.NullMarked;
