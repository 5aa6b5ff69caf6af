/**
 * What plans are judged by, and the plans judged so far.
 *
 * <p>Enters: plans, what running them showed, and what devices ask for them. Leaves: {@link
 * dev.vernier.search.trial.Trial}s whose figures bear the names that configurations and results use. Strategies, fronts
 * and runs all speak of trials; this package knows none of them. Start at {@link dev.vernier.search.trial.Objective}.
 */
@NullMarked
package dev.vernier.search.trial;

import org.jspecify.annotations.NullMarked;
