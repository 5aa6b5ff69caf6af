/**
 * How long-running work tells where it stands, without knowing who listens. Start at {@link
 * dev.vernier.evaluator.progress.Progress}.
 */
@NullMarked
package dev.vernier.evaluator.progress;

import org.jspecify.annotations.NullMarked;
