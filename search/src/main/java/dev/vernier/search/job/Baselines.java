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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What nobody needs a search for: the float network, and the same width everywhere but in pinned layers. */
final class Baselines {
    static final String FLOAT = "float";
    private static final String UNIFORM = "uniform-";
    private static final List<Integer> UNIFORM_BITS = List.of(8, 6, 4);

    /** Weight bits, activation bits where they differ, and a scheme. */
    private static final Pattern WIDTHS = Pattern.compile("([1-8])(?:/([1-8]|16|32))?(?:-(.+))?");

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
        List<Uniform> plans = new ArrayList<>();
        for (QuantizationScheme scheme : schemes(profiles)) {
            for (int bits : UNIFORM_BITS) {
                PrecisionPlan plan = plan(layout, pins, precision(bits, bits, scheme));
                if (profiles.stream()
                        .anyMatch(profile -> profile.legality().scheme().equals(scheme)
                                && profile.allows(layout.workload(), layout.precisions(plan)))) {
                    plans.add(new Uniform(UNIFORM + bits, new Candidate(plan, scheme), plans.isEmpty()));
                }
            }
        }
        return plans;
    }

    /**
     * The uniform plan that a person names: {@code uniform-8}, or {@code uniform-4/8} for weights of 4 bits and
     * activations of 8, legal on a device or not; where activations stay in floating point, {@code uniform-4} and {@code
     * uniform-4/32} are the same. The scheme may follow as in {@link #id}; else it is the usual one where
     * some device has it, otherwise that of the first device.
     *
     * @return empty when the name is not of this form
     */
    static Optional<Uniform> named(
            String name, NetworkLayout layout, Map<String, Precision> pins, List<HardwareProfile> profiles) {
        Matcher matcher = WIDTHS.matcher(name.startsWith(UNIFORM) ? name.substring(UNIFORM.length()) : "");
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int weightBits = Integer.parseInt(matcher.group(1));
        Optional<Integer> asked = Optional.ofNullable(matcher.group(2)).map(Integer::valueOf);
        int activationBits = asked.orElse(weightBits);
        boolean same = weightBits == activationBits || activationBits == Precision.FLOAT;
        String bits = same ? matcher.group(1) : weightBits + "/" + activationBits;
        return scheme(matcher.group(3), schemes(profiles))
                .filter(scheme -> asked.isEmpty() || (activationBits == Precision.FLOAT) == scheme.isWeightOnly())
                .map(scheme -> new Candidate(plan(layout, pins, precision(weightBits, activationBits, scheme)), scheme))
                .map(candidate -> new Uniform(UNIFORM + bits, candidate, true));
    }

    /** Widths under a scheme, where activations may stay in floating point. */
    private static Precision precision(int weightBits, int activationBits, QuantizationScheme scheme) {
        return new Precision(weightBits, scheme.isWeightOnly() ? Precision.FLOAT : activationBits);
    }

    private static Optional<QuantizationScheme> scheme(@Nullable String key, List<QuantizationScheme> known) {
        if (key != null) {
            return known.stream()
                    .filter(scheme -> scheme.key().replace('/', '-').equals(key))
                    .findFirst();
        }
        return Optional.of(known.contains(QuantizationScheme.USUAL) ? QuantizationScheme.USUAL : known.getFirst());
    }

    private static List<QuantizationScheme> schemes(List<HardwareProfile> profiles) {
        return profiles.stream()
                .map(profile -> profile.legality().scheme())
                .distinct()
                .toList();
    }

    private static PrecisionPlan plan(NetworkLayout layout, Map<String, Precision> pins, Precision everywhere) {
        Map<Integer, Precision> byIndex = new HashMap<>();
        layout.layers().forEach(layer -> {
            Precision pin = pins.get(layer.name());
            if (pin != null) {
                byIndex.put(layer.index(), pin);
            }
        });
        return PrecisionPlan.uniform(layout, everywhere, byIndex);
    }

    /** The float network as hardware sees it. */
    static NetworkPrecisions floatPrecisions(NetworkLayout layout) {
        return new NetworkPrecisions(
                Collections.nCopies(layout.layers().size(), new Precision(Precision.FLOAT, Precision.FLOAT)),
                Collections.nCopies(layout.workload().tensors().size(), Precision.FLOAT));
    }
}
