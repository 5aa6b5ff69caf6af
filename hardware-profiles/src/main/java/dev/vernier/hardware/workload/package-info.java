/**
 * The words that networks and devices share: widths, layer shapes, the steps of a network, and costs.
 *
 * <p>Enters: the shapes of a network, extracted by whoever holds its graph. Leaves: values for cost models to price.
 * This package knows nothing else of Vernier. Start at {@link dev.vernier.hardware.workload.NetworkWorkload}.
 */
@NullMarked
package dev.vernier.hardware.workload;

import org.jspecify.annotations.NullMarked;
