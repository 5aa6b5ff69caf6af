/**
 * Which plans may be tried on one device.
 *
 * <p>Enters: a network's layout, the widths and pins of a configuration, and what a device can compute. Leaves: a {@link
 * dev.vernier.search.space.SearchSpace}, in which every choice of genes is a legal plan. Start there.
 */
@NullMarked
package dev.vernier.search.space;

import org.jspecify.annotations.NullMarked;
