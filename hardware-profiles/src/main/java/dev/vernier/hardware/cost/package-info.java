/**
 * What does a network cost on a device?
 *
 * <p>Enters: the work of a network and the widths of a plan, in the words of {@code workload}. Leaves: the cost of one
 * sample and, where a model is a sum over layers, the table of every layer's cost at every width. Start at
 * {@link dev.vernier.hardware.cost.CostModel}: devices that run one step after the other are {@code StepwiseModel}s,
 * and {@link dev.vernier.hardware.cost.DataflowModel} is a pipeline of all layers. Whoever prices many plans of a network
 * asks a model for a {@link dev.vernier.hardware.cost.NetworkPricer}.
 */
@NullMarked
package dev.vernier.hardware.cost;

import org.jspecify.annotations.NullMarked;
