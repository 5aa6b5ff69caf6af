package dev.vernier.search.testing;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Storage;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes as everywhere, and for each device a latency of {@code 1 + macs·max(weight, activation bits) / 8000} summed over
 * layers, in microseconds rather than milliseconds to keep numbers short.
 *
 * @param spaces by device; a plan has a latency where it is legal
 * @param schemes by device; the usual one where there is none
 */
public record SyntheticPricing(Map<String, SearchSpace> spaces, Map<String, QuantizationScheme> schemes)
        implements Pricing {
    /** Devices of the usual scheme. */
    public SyntheticPricing(Map<String, SearchSpace> spaces) {
        this(spaces, Map.of());
    }

    @Override
    public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
        var network = plan.layout().workload();
        var precisions = plan.layout().precisions(plan);
        Map<String, Double> prices = new LinkedHashMap<>();
        prices.put("weight_bytes", (double) Storage.weightBytes(network, precisions, scheme));
        prices.put("peak_activation_bytes", (double) Storage.peakActivationBytes(network, precisions));
        spaces.forEach((device, space) -> {
            boolean fits =
                    schemes.getOrDefault(device, QuantizationScheme.USUAL).equals(scheme);
            if (fits && space.contains(plan)) {
                double latency = 0;
                for (Layer layer : plan.layout().layers()) {
                    latency += latency(layer, plan.of(layer));
                }
                prices.put("latency_ms@" + device, latency);
            }
        });
        return prices;
    }

    @Override
    public Optional<LayerCosts> separable(Objective objective) {
        var layers = spaces.values().iterator().next().layout().layers();
        return switch (objective.metric()) {
            case Metric.Cost.WEIGHT_BYTES ->
                Optional.of((layer, precision) -> Storage.weightBytes(
                        layers.get(layer).workload(), precision.weightBits(), QuantizationScheme.USUAL));
            case Metric.Cost.LATENCY_MS -> Optional.of((layer, precision) -> latency(layers.get(layer), precision));
            default -> Optional.empty();
        };
    }

    private static double latency(Layer layer, Precision precision) {
        return 1
                + layer.workload().macs()
                        * (double) Math.max(precision.weightBits(), precision.activationBits())
                        / 8000;
    }

    /** The objectives that latency on one device makes with accuracy and bytes. */
    public static java.util.List<Objective> objectives(String device) {
        return java.util.List.of(
                Objective.of(Metric.Quality.ACCURACY),
                Objective.of(Metric.Cost.LATENCY_MS, device),
                Objective.of(Metric.Cost.WEIGHT_BYTES));
    }
}
