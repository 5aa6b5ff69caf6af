package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.NetworkPrecisions;
import java.util.Optional;

/**
 * Prices the plans of one network on one device. It remembers what it worked out of single layers, so it is worth
 * keeping where many plans are priced, and it may be asked by several threads at once.
 */
@FunctionalInterface
public interface NetworkPricer {
    /**
     * What one sample costs.
     *
     * @return empty when the device cannot run this plan
     * @throws IllegalArgumentException when the plan is one for another network
     */
    Optional<Cost> price(NetworkPrecisions precisions);
}
