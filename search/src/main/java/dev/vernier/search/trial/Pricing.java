package dev.vernier.search.trial;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Map;
import java.util.Optional;

/** What plans cost, known without running them. */
public interface Pricing {
    /**
     * Everything except quality, by {@link Objective#name}; a device's figures only where the plan is legal on it and
     * the device has this scheme.
     */
    Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme);

    /** An objective as a sum over layers, as far as it is one; conversions between widths may be left out. */
    Optional<LayerCosts> separable(Objective objective);

    /** What each layer alone costs at each precision. */
    @FunctionalInterface
    interface LayerCosts {
        /**
         * @param layer index of the layer
         * @param precision one that is legal for the layer
         */
        double of(int layer, Precision precision);
    }
}
