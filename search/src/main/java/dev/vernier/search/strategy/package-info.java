/**
 * Which plans to try next.
 *
 * <p>Enters: a {@link dev.vernier.search.strategy.Problem}, and trials as they are made. Leaves: plans to run. Strategies
 * are asked for plans and told of results, and never run anything themselves. Start at {@link
 * dev.vernier.search.strategy.Strategy}.
 */
@NullMarked
package dev.vernier.search.strategy;

import org.jspecify.annotations.NullMarked;
