/**
 * A search from beginning to end, interrupted or not.
 *
 * <p>Enters: islands (one space and its objectives for each profile), an evaluator, a budget. Leaves: trials in a {@link
 * dev.vernier.search.run.TrialStore}, and a front for each profile. Start at {@link dev.vernier.search.run.SearchRun}.
 */
@NullMarked
package dev.vernier.search.run;

import org.jspecify.annotations.NullMarked;
