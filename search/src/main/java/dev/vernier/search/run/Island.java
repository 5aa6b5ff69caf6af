package dev.vernier.search.run;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;

/**
 * One profile's own search within a run.
 *
 * @param profile the profile's name
 * @param scheme what plans are quantized under on it
 * @param space the plans that are legal on it
 * @param objectives what its front is made of
 */
public record Island(String profile, QuantizationScheme scheme, SearchSpace space, List<Objective> objectives) {
    public Island {
        objectives = List.copyOf(objectives);
    }

    /** Whether a trial tells something about this profile: its plan is legal here, and was run under this scheme. */
    boolean takes(Trial trial) {
        return trial.scheme().equals(scheme) && space.contains(trial.plan());
    }

    /**
     * An island for each profile of a configuration.
     *
     * @param profiles the profiles that the configuration names, in its order
     * @throws dev.vernier.hardware.input.InvalidInputException when a profile leaves nothing to search or cannot price an
     *     objective, or two profiles have the same name
     */
    public static List<Island> of(RunConfig config, NetworkLayout layout, List<HardwareProfile> profiles) {
        List<Island> islands = new ArrayList<>();
        for (HardwareProfile profile : profiles) {
            if (islands.stream().anyMatch(island -> island.profile.equals(profile.name()))) {
                throw config.invalid(
                        "/hardware/" + islands.size(),
                        "a second profile is named '" + profile.name() + "'",
                        "rename it in its file");
            }
            SearchSpace space =
                    SearchSpace.of(layout, config.space(), profile.name(), profile.legality(), config::invalid);
            QuantizationScheme scheme = profile.legality().scheme();
            requireSumsIn32Bits(config, layout, profile, islands.size());
            islands.add(new Island(profile.name(), scheme, space, objectives(config, profile)));
        }
        return islands;
    }

    /** Weights with zero points make sums longer than a layout sees to. */
    private static void requireSumsIn32Bits(
            RunConfig config, NetworkLayout layout, HardwareProfile profile, int index) {
        if (profile.legality().scheme().weights().symmetric()) {
            return;
        }
        for (Layer layer : layout.layers()) {
            if (layer.workload().depth() > ConvShape.MAX_ASYMMETRIC_DEPTH) {
                throw config.invalid(
                        "/hardware/" + index,
                        "each output of layer '" + layer.name() + "' sums "
                                + layer.workload().depth() + " products, and more than "
                                + ConvShape.MAX_ASYMMETRIC_DEPTH
                                + " may overflow 32 bits with the asymmetric weights of"
                                + " profile '" + profile.name() + "'",
                        "leave out the profile, or pool or stride before the layer");
            }
        }
    }

    private static List<Objective> objectives(RunConfig config, HardwareProfile profile) {
        List<Objective> objectives = new ArrayList<>();
        for (Metric metric : config.objectives()) {
            metric.deviceCost().ifPresent(cost -> {
                if (!profile.costModel().metrics().contains(cost)) {
                    List<String> priced = profile.costModel().metrics().stream()
                            .map(CostMetric::key)
                            .sorted()
                            .toList();
                    throw config.invalid(
                            "/objectives/" + config.objectives().indexOf(metric),
                            "profile '" + profile.name() + "' does not price " + cost.key(),
                            Suggestions.mend(cost.key(), priced) + ", or leave out the profile");
                }
            });
            objectives.add(Objective.of(metric, profile.name()));
        }
        return objectives;
    }
}
