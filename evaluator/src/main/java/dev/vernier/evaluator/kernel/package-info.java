/**
 * Convolutions and products on integer codes, exact to the last bit.
 *
 * <p>Enters: weight codes once per layer, activation codes and an epilogue per call. Leaves: the codes of the next
 * tensor, or floats. All levels keep one contract: the scalar level is the specification, the others equal it bit for bit
 * and are fast. A fully connected layer is a 1×1 convolution, and so is, with
 * weights that come with each call, a product of two activations. Start at
 * {@link dev.vernier.evaluator.kernel.Kernels}.
 */
@NullMarked
package dev.vernier.evaluator.kernel;

import org.jspecify.annotations.NullMarked;
