/**
 * Quantizers as pure functions on arrays.
 *
 * <p>Enters: weights, and histograms of activations. Leaves: integer codes with their scales, and activation quantizers
 * whose ranges err least. Nothing here knows networks or files. Start at {@link
 * dev.vernier.evaluator.quantize.WeightQuantizer} and {@link dev.vernier.evaluator.quantize.ActivationQuantizer}.
 */
@NullMarked
package dev.vernier.evaluator.quantize;

import org.jspecify.annotations.NullMarked;
