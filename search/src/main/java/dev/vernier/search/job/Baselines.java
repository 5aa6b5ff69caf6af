package dev.vernier.search.job;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.trial.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What nobody needs a search for: the float network, and the same width everywhere but in pinned layers. */
final class Baselines {
    static final String FLOAT = "float";
    private static final List<Integer> UNIFORM_BITS = List.of(8, 6, 4);

    private Baselines() {}

    /**
     * A uniform plan under one scheme.
     *
     * @param name {@code uniform-8}, whatever the scheme
     * @param exported whether it is exported as the plans of the fronts are
     */
    record Uniform(String name, Candidate candidate, boolean exported) {
        String id() {
            return Baselines.id(name, candidate.scheme());
        }
    }

    /** Tells the same plan under several schemes apart: its name, followed by the scheme unless that is the usual one. */
    static String id(String name, QuantizationScheme scheme) {
        return scheme.equals(QuantizationScheme.USUAL)
                ? name
                : name + '-' + scheme.key().replace('/', '-');
    }

    /**
     * The uniform plans that are legal on some device, under its scheme, {@code uniform-8} first. The first of them is
     * exported.
     */
    static List<Uniform> uniform(NetworkLayout layout, Map<String, Precision> pins, List<HardwareProfile> profiles) {
        Map<Integer, Precision> byIndex = new HashMap<>();
        layout.layers().forEach(layer -> {
            Precision pin = pins.get(layer.name());
            if (pin != null) {
                byIndex.put(layer.index(), pin);
            }
        });
        List<QuantizationScheme> schemes = profiles.stream()
                .map(profile -> profile.legality().scheme())
                .distinct()
                .toList();
        List<Uniform> plans = new ArrayList<>();
        for (QuantizationScheme scheme : schemes) {
            for (int bits : UNIFORM_BITS) {
                PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(bits, bits), byIndex);
                if (profiles.stream()
                        .anyMatch(profile -> profile.legality().scheme().equals(scheme)
                                && profile.allows(layout.workload(), layout.precisions(plan)))) {
                    plans.add(new Uniform("uniform-" + bits, new Candidate(plan, scheme), plans.isEmpty()));
                }
            }
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
