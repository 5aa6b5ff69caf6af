/**
 * The user's cache folder: what can be made anew at any time, kept between runs.
 *
 * <p>Enters: contents and where they belong. Leaves: files that are whole or not there at all. Start at {@link
 * dev.vernier.evaluator.cache.UserCache}.
 */
@NullMarked
package dev.vernier.evaluator.cache;

import org.jspecify.annotations.NullMarked;
