/**
 * The choice of a level.
 *
 * <p>Enters: what this JVM and machine offer, and what the user forces. Leaves: {@link
 * dev.vernier.evaluator.kernel.Kernels}. Start at {@link dev.vernier.evaluator.kernel.selection.KernelSelection}.
 */
@NullMarked
package dev.vernier.evaluator.kernel.selection;

import org.jspecify.annotations.NullMarked;
