/**
 * The level in Java's Vector API: as fast as Java alone can be, on every machine with a JDK.
 *
 * <p>Enters and leaves: what {@link dev.vernier.evaluator.kernel.Kernels} says. Inside, a block of output rows is laid
 * out as strips, summed tile by tile, and each tile is finished while it is in the cache. Three kinds of arithmetic make sums
 * of dense layers: counting bits, for the lowest widths; 16-bit products; and 32-bit floating point, for the highest.
 * Start at {@code VectorConvolution} and {@code Arithmetic}.
 */
@NullMarked
package dev.vernier.evaluator.kernel.vector;

import org.jspecify.annotations.NullMarked;
