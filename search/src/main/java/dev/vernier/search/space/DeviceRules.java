package dev.vernier.search.space;

import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.Set;
import java.util.function.Function;

/**
 * What one device can compute.
 *
 * @param device its name
 * @param allowed the precisions it has for a layer
 */
public record DeviceRules(String device, Function<LayerWorkload, Set<Precision>> allowed) {}
