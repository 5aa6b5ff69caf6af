package dev.vernier.search.job;

import dev.vernier.evaluator.data.Splits;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.Compatibility;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.search.config.ResolvedConfig;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Objective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a configuration names, opened and found to fit together. When this exists, no input is left that could
 * stop the run.
 *
 * @param profiles the devices, in the configuration's order
 */
public record RunInputs(
        RunConfig config, OpenedModel model, NetworkLayout layout, Splits splits, List<HardwareProfile> profiles) {
    public RunInputs {
        profiles = List.copyOf(profiles);
    }

    /**
     * Opens model, data and profiles.
     *
     * @throws InvalidInputException when one of them cannot be used, or they do not fit together
     */
    public static RunInputs open(RunConfig config) {
        OpenedModel model = OpenedModel.open(config.model(), config.folder());
        NetworkLayout layout = model.layout(config.space().joinBits());
        requireKnownPins(config, layout);
        List<HardwareProfile> profiles = new ArrayList<>();
        for (String name : config.hardware()) {
            profiles.add(HardwareProfiles.load(name, config.folder()));
        }
        int classes = Compatibility.classes(layout.graph());
        Splits splits = config.data().source().open(config.data().splits(), classes);
        Compatibility.check(layout.graph(), splits.search());
        return new RunInputs(config, model, layout, splits, profiles);
    }

    private static void requireKnownPins(RunConfig config, NetworkLayout layout) {
        List<String> names = layout.layers().stream().map(Layer::name).toList();
        for (String pinned : config.space().pins().keySet()) {
            if (!names.contains(pinned)) {
                throw config.invalid(
                        "/space/pin/" + pinned.replace("~", "~0").replace("/", "~1"),
                        "no quantizable layer is named '" + pinned + "'",
                        Suggestions.mend(pinned, names));
            }
        }
    }

    /** Each profile's own search: the plans legal on it, judged by what it prices. */
    public List<Island> islands() {
        List<Island> islands = new ArrayList<>();
        for (HardwareProfile profile : profiles) {
            List<Objective> objectives = config.objectives().stream()
                    .map(metric -> Objective.of(metric, profile.name()))
                    .toList();
            SearchSpace space =
                    SearchSpace.of(layout, config.space(), profile.name(), profile.legality(), config::invalid);
            islands.add(new Island(profile.name(), space, objectives));
        }
        return islands;
    }

    /**
     * Takes a folder for this run.
     *
     * @param kernels what plans will run on; noted, though it never changes a result
     * @throws InvalidInputException when the folder holds something else or cannot be written
     */
    public RunFolder claim(Path folder, boolean resume, Kernels kernels) {
        StringBuilder text = new StringBuilder(ResolvedConfig.yaml(config));
        text.append("# provenance\n");
        identity()
                .forEach((what, hash) ->
                        text.append("# ").append(what).append(": ").append(hash).append('\n'));
        text.append("# kernels: ").append(kernels.description()).append('\n');
        text.append("# java: ").append(Runtime.version()).append('\n');
        return RunFolder.claim(folder, resume, text.toString(), identity());
    }

    /** What decides the results, each under the name that a person knows it by. */
    private Map<String, String> identity() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("configuration", ResolvedConfig.hash(config));
        hashes.put("model", model.onnx().sha256());
        hashes.put("calibration data", splits.calibration().fingerprint());
        hashes.put("search data", splits.search().fingerprint());
        profiles.forEach(profile -> hashes.put("profile " + profile.name(), profile.sha256()));
        return hashes;
    }

    /** The network, calibrated and ready to run plans. */
    public Workbench workbench(Kernels kernels, Progress progress) {
        return Workbench.prepare(layout, splits.calibration(), kernels, config.threads(), progress);
    }

    /** The float network. */
    public Graph graph() {
        return layout.graph();
    }
}
