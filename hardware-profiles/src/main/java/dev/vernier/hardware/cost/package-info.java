/**
 * What does a network cost on a device?
 *
 * <p>Enters: the work of a network and the widths of a plan, in the words of {@code workload}. Leaves: the cost of one
 * sample and, where a model is a sum over layers, the table of every layer's cost at every width. Start at
 * {@link dev.vernier.hardware.cost.CostModel}.
 */
@NullMarked
package dev.vernier.hardware.cost;

import org.jspecify.annotations.NullMarked;
