package dev.vernier.search.run;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
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

    /**
     * Whether a trial tells something about this profile: its plan is legal here, fits on the device, and was run under
     * this scheme.
     */
    boolean takes(Trial trial) {
        return trial.scheme().equals(scheme) && space.contains(trial.plan()) && trial.has(objectives);
    }

    /**
     * An island for each profile of a configuration.
     *
     * @param profiles the profiles that the configuration names, in its order
     * @throws dev.vernier.hardware.input.InvalidInputException when a profile leaves nothing to search, does not run a
     *     layer of the model, has no room for the network or cannot price an objective, or two profiles have the same
     *     name
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
            requireEveryLayer(config, "/hardware/" + islands.size(), layout, profile);
            SearchSpace space =
                    SearchSpace.of(layout, config.space(), profile.name(), profile.legality(), config::invalid);
            requireRoom(config, "/hardware/" + islands.size(), layout, profile, space);
            QuantizationScheme scheme = profile.legality().scheme();
            islands.add(new Island(profile.name(), scheme, space, objectives(config, profile)));
        }
        return islands;
    }

    private static void requireEveryLayer(
            RunConfig config, String pointer, NetworkLayout layout, HardwareProfile profile) {
        for (LayerWorkload layer : layout.workload().layers()) {
            if (profile.allowed(layer).isEmpty()) {
                String kind = layer.kind().key();
                boolean priced = !profile.costModel().precisions(layer.kind()).isEmpty();
                String mend = priced
                        ? "allow widths for " + kind + " layers in the 'legality' of its file"
                        : "add measurements of " + kind + " layers to its table ('vernier profile' makes them)";
                throw config.invalid(
                        pointer,
                        "profile '" + profile.name() + "' runs no " + kind + " layers, but the model has one, '"
                                + layer.name() + "'",
                        mend + ", or leave out the profile");
            }
        }
    }

    /** Refuses a network that was not found to fit on the device even where every width is the least. */
    private static void requireRoom(
            RunConfig config, String pointer, NetworkLayout layout, HardwareProfile profile, SearchSpace space) {
        PrecisionPlan narrowest = space.plans().findFirst().orElseThrow();
        if (!profile.allows(layout.workload(), layout.precisions(narrowest))) {
            throw config.invalid(
                    pointer,
                    "no way was found to fit the network on '" + profile.name()
                            + "' even where every width is the least",
                    "allow fewer bits, or leave out the profile");
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
