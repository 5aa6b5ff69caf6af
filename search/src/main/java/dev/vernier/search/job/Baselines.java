package dev.vernier.search.job;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.Precision;
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

    /** The float network as hardware sees it. */
    static NetworkPrecisions floatPrecisions(NetworkLayout layout) {
        return new NetworkPrecisions(
                Collections.nCopies(layout.layers().size(), new Precision(Precision.FLOAT, Precision.FLOAT)),
                Collections.nCopies(layout.workload().tensors().size(), Precision.FLOAT));
    }
}
