package dev.vernier.search.job;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Storage;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What nobody needs a search for: the float network, and the same width everywhere but in pinned layers. */
final class Baselines {
    static final String FLOAT = "float";
    private static final List<Integer> UNIFORM_BITS = List.of(8, 6, 4);

    private Baselines() {}

    /** The uniform plans by name, {@code uniform-8} first. */
    static Map<String, PrecisionPlan> uniform(NetworkLayout layout, Map<String, Precision> pins) {
        Map<Integer, Precision> byIndex = new HashMap<>();
        layout.layers().forEach(layer -> {
            Precision pin = pins.get(layer.name());
            if (pin != null) {
                byIndex.put(layer.index(), pin);
            }
        });
        Map<String, PrecisionPlan> plans = new LinkedHashMap<>();
        for (int bits : UNIFORM_BITS) {
            plans.put("uniform-" + bits, PrecisionPlan.uniform(layout, new Precision(bits, bits), byIndex));
        }
        return plans;
    }

    /** The float network's figures; a device's only where it has floating point. */
    static Map<String, Double> floatObjectives(
            NetworkLayout layout, Fidelity fidelity, List<HardwareProfile> profiles, List<Metric> metrics) {
        NetworkPrecisions precisions = new NetworkPrecisions(
                Collections.nCopies(layout.layers().size(), new Precision(Precision.FLOAT, Precision.FLOAT)),
                Collections.nCopies(layout.workload().tensors().size(), Precision.FLOAT));
        Map<String, Double> objectives = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            switch (metric) {
                case ACCURACY -> objectives.put(metric.key(), fidelity.accuracy());
                case WEIGHT_BYTES -> objectives.put(metric.key(), (double) Storage.weightBytes(layout.workload(), precisions));
                case PEAK_ACTIVATION_BYTES ->
                    objectives.put(metric.key(), (double) Storage.peakActivationBytes(layout.workload(), precisions));
                case LATENCY_MS, ENERGY_UJ -> {
                    CostMetric cost = metric.deviceCost().orElseThrow();
                    for (HardwareProfile profile : profiles) {
                        if (profile.allows(layout.workload(), precisions)) {
                            String name = Objective.of(metric, profile.name()).name();
                            profile.costModel()
                                    .price(layout.workload(), precisions)
                                    .get(cost)
                                    .ifPresent(value -> objectives.put(name, value));
                        }
                    }
                }
            }
        }
        return objectives;
    }
}
