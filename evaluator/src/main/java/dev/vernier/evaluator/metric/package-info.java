/**
 * How good an output is. Enters: outputs of the float and of the quantized network, and what is known about the samples.
 * Leaves: the value of one {@link dev.vernier.evaluator.metric.QualityMetric} with its confidence interval, and the
 * divergence from the float network, which guides searches whatever the metric is. Start at {@link
 * dev.vernier.evaluator.metric.Yardstick}.
 */
@NullMarked
package dev.vernier.evaluator.metric;

import org.jspecify.annotations.NullMarked;
