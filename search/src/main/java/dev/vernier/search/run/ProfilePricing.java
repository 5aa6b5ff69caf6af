package dev.vernier.search.run;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.cost.NetworkPricer;
import dev.vernier.hardware.cost.SeparableTable;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Storage;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/** Prices the plans of one network: bytes by counting, the rest by the cost models of hardware profiles. */
public final class ProfilePricing implements Pricing {
    private final NetworkLayout layout;
    private final Map<HardwareProfile, NetworkPricer> pricers = new LinkedHashMap<>();

    public ProfilePricing(NetworkLayout layout, List<HardwareProfile> profiles) {
        this.layout = layout;
        profiles.forEach(profile -> pricers.put(profile, profile.on(layout.workload())));
    }

    @Override
    public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
        return price(layout.precisions(plan), scheme, profile -> profile.legality()
                .scheme()
                .equals(scheme));
    }

    /** The prices of any widths, those of the float network among them, whatever the scheme. */
    public Map<String, Double> price(NetworkPrecisions precisions) {
        return price(precisions, QuantizationScheme.USUAL, _ -> true);
    }

    private Map<String, Double> price(
            NetworkPrecisions precisions, QuantizationScheme scheme, Predicate<HardwareProfile> fits) {
        NetworkWorkload network = layout.workload();
        Map<String, Double> prices = new LinkedHashMap<>();
        prices.put(Metric.Cost.WEIGHT_BYTES.key(), (double) Storage.weightBytes(network, precisions, scheme));
        prices.put(Metric.Cost.PEAK_ACTIVATION_BYTES.key(), (double) Storage.peakActivationBytes(network, precisions));
        pricers.forEach((profile, pricer) -> {
            if (fits.test(profile)) {
                pricer.price(precisions).ifPresent(cost -> cost.figures()
                        .forEach((metric, value) -> prices.put(metric.key() + "@" + profile.name(), value)));
            }
        });
        return prices;
    }

    @Override
    public Optional<LayerCosts> separable(Objective objective) {
        List<LayerWorkload> layers = layout.workload().layers();
        if (objective.metric() == Metric.Cost.WEIGHT_BYTES) {
            // What a scheme adds to the packed weights is the same at every width.
            return Optional.of(
                    (layer, precision) -> Storage.packedWeightBytes(layers.get(layer), precision.weightBits()));
        }
        return objective
                .metric()
                .deviceCost()
                .flatMap(metric -> table(objective.profile().orElseThrow(), metric));
    }

    private Optional<LayerCosts> table(String name, CostMetric metric) {
        return pricers.keySet().stream()
                .filter(profile -> profile.name().equals(name)
                        && profile.costModel().metrics().contains(metric))
                .findFirst()
                .flatMap(profile -> table(profile, metric));
    }

    private Optional<LayerCosts> table(HardwareProfile profile, CostMetric metric) {
        List<? extends java.util.Collection<Precision>> options =
                layout.workload().layers().stream().map(profile::allowed).toList();
        return profile.costModel()
                .separable(layout.workload(), metric, options)
                .map(SeparableTable::layers)
                .map(ProfilePricing::costs);
    }

    private static LayerCosts costs(List<SortedMap<Precision, Double>> layers) {
        return (layer, precision) -> {
            Double cost = layers.get(layer).get(precision);
            if (cost == null) {
                throw new IllegalArgumentException("layer " + layer + " cannot be " + precision + " on this device");
            }
            return cost;
        };
    }
}
