/**
 * One graph, three runners.
 *
 * <p>Enters: models and samples. Leaves: outputs, from {@link dev.vernier.evaluator.runtime.FloatRunner} (ONNX Runtime),
 * {@link dev.vernier.evaluator.runtime.IntegerRunner} (our kernels, which run a {@link
 * dev.vernier.evaluator.runtime.QuantizedNetwork} exactly), {@link dev.vernier.evaluator.runtime.WeightOnlyRunner} (ONNX
 * Runtime again, on the numbers that a {@link dev.vernier.evaluator.runtime.WeightOnlyNetwork}'s codes stand for), and the differentiable runner that trains. Start at {@link
 * dev.vernier.evaluator.runtime.QuantizedNetwork}.
 */
@NullMarked
package dev.vernier.evaluator.runtime;

import org.jspecify.annotations.NullMarked;
