/**
 * Search by evolution. The only package that knows Jenetics.
 *
 * <p>Enters: a {@link dev.vernier.search.strategy.Problem}. Leaves: {@link
 * dev.vernier.search.strategy.genetic.GeneticStrategy}. Start there.
 */
@NullMarked
package dev.vernier.search.strategy.genetic;

import org.jspecify.annotations.NullMarked;
