/**
 * The choice of kernels: a level for the process, and by measurement the code for each layer.
 *
 * <p>Enters: what this JVM and machine offer, and what the user forces. Leaves: {@link
 * dev.vernier.evaluator.kernel.Kernels}. Start at {@link dev.vernier.evaluator.kernel.selection.KernelSelection}.
 */
@NullMarked
package dev.vernier.evaluator.kernel.selection;

import org.jspecify.annotations.NullMarked;
