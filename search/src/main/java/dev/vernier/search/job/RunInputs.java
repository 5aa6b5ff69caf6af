package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Splits;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.Compatibility;
import dev.vernier.evaluator.score.NetworkOutput;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.search.config.ResolvedConfig;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a configuration names, opened and found to fit together. When this exists, no input is left that could
 * stop the run.
 *
 * @param model which it is; of its graph, only what the layout has made of it is kept
 * @param profiles the devices, in the configuration's order
 * @param islands each profile's own search: the plans legal on it, judged by what it prices
 */
public record RunInputs(
        RunConfig config,
        FrontFile.Model model,
        NetworkLayout layout,
        Splits splits,
        List<HardwareProfile> profiles,
        List<Island> islands) {
    public RunInputs {
        profiles = List.copyOf(profiles);
        islands = List.copyOf(islands);
    }

    /**
     * Opens model, data and profiles.
     *
     * @throws InvalidInputException when one of them cannot be used, or they do not fit together
     */
    public static RunInputs open(RunConfig config) {
        OpenedData data = new OpenedData(config);
        OpenedModel model = openModel(config, data);
        data.requireFiles();
        NetworkLayout layout = model.layout(config.space().joinBits());
        List<HardwareProfile> profiles = new ArrayList<>();
        for (String name : config.hardware()) {
            String pointer = "/hardware/" + profiles.size();
            HardwareProfile profile = HardwareProfiles.load(
                    name,
                    config.folder(),
                    (problem, mend) -> config.invalid(pointer, "hardware profile '" + name + "': " + problem, mend));
            profiles.add(WeightOnlyProfiles.suited(config, pointer, profile));
        }
        List<Island> islands = Island.of(config, layout, profiles);
        Splits splits = data.splits();
        QualityMetric metric = config.quality().metric();
        metric.classes(NetworkOutput.shape(layout.graph()))
                .ifPresent(classes -> config.data().source().requireTold(splits, classes));
        for (Dataset split : List.of(splits.search(), splits.calibration(), splits.test())) {
            Compatibility.check(layout.graph(), split);
        }
        for (Dataset judged : List.of(splits.search(), splits.test())) {
            NetworkOutput.check(
                    layout.graph(), metric, judged, (problem, mend) -> config.invalid("/objectives", problem, mend));
        }
        return new RunInputs(config, model.identity(), layout, splits, profiles, islands);
    }

    /** The model as a configuration wants it. */
    static OpenedModel openModel(RunConfig config, OpenedData data) {
        OpenedModel model = OpenedModel.open(
                config.model(),
                config.folder(),
                config.inputShapes(),
                data::shapes,
                config.output(),
                (problem, mend) -> config.invalid("/model", problem, mend));
        return config.pooled() ? model.pooled((problem, mend) -> config.invalid("/pool", problem, mend)) : model;
    }

    /**
     * Takes a folder for this run.
     *
     * @param kernels what plans will run on; noted, though it never changes a result
     * @throws InvalidInputException when the folder holds something else or cannot be written
     */
    public RunFolder claim(Path folder, boolean resume, Kernels kernels) {
        return RunFolder.claim(folder, resume, configuration(kernels), identity());
    }

    /** The text of {@code config.yaml}: the resolved configuration and where its results come from. */
    String configuration(Kernels kernels) {
        StringBuilder text = new StringBuilder(ResolvedConfig.yaml(config));
        text.append("# provenance\n");
        identity()
                .forEach((what, hash) ->
                        text.append("# ").append(what).append(": ").append(hash).append('\n'));
        text.append("# kernels: ").append(kernels.description()).append('\n');
        text.append("# java: ").append(Runtime.version()).append('\n');
        return text.toString();
    }

    /** What decides the results, each under the name that a person knows it by. */
    Map<String, String> identity() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("configuration", ResolvedConfig.hash(config));
        hashes.put("model", model.sha256());
        hashes.put("calibration data", splits.calibration().fingerprint());
        hashes.put("search data", splits.search().fingerprint());
        profiles.forEach(profile -> hashes.put("profile " + profile.name(), profile.sha256()));
        return hashes;
    }

    /** The uniform plans to compare with, under the schemes of the devices that can run them. */
    List<Baselines.Uniform> uniformPlans() {
        return Baselines.uniform(layout, config.space().pins(), profiles);
    }

    /** The uniform plan that a person names; see {@link Baselines#named}. */
    Optional<Baselines.Uniform> uniformPlan(String name) {
        return Baselines.named(name, layout, config.space().pins(), profiles);
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
