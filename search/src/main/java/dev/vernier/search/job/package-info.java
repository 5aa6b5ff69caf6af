/**
 * The jobs of the command line, each from its files to its files: the way of the data as it runs.
 *
 * <p>Enters: a configuration and what it names. Leaves: a run folder with fronts, plans, exports and verifications.
 * Start at {@link dev.vernier.search.job.SearchJob}.
 */
@NullMarked
package dev.vernier.search.job;

import org.jspecify.annotations.NullMarked;
