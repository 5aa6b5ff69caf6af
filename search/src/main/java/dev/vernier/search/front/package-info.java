/**
 * The best compromises.
 *
 * <p>Enters: trials. Leaves: the {@link dev.vernier.search.front.Front} of each profile, how much of the possible it
 * covers ({@link dev.vernier.search.front.Hypervolume}), a few plans that represent it, and {@code front.json}. Start at
 * {@link dev.vernier.search.front.Front}.
 */
@NullMarked
package dev.vernier.search.front;

import org.jspecify.annotations.NullMarked;
