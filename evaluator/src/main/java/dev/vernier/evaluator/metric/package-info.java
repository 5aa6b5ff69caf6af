/**
 * How good an output is. Enters: outputs of the float and of the quantized network, and labels. Leaves: figures with
 * their confidence intervals. Start at {@link dev.vernier.evaluator.metric.Fidelity}.
 */
@NullMarked
package dev.vernier.evaluator.metric;

import org.jspecify.annotations.NullMarked;
