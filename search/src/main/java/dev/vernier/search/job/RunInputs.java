package dev.vernier.search.job;

import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Splits;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.Compatibility;
import dev.vernier.evaluator.score.NetworkOutput;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.search.config.ResolvedConfig;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.RunFolder;
import java.nio.file.Files;
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
 * @param profiles the devices, in the configuration's order
 * @param islands each profile's own search: the plans legal on it, judged by what it prices
 */
public record RunInputs(
        RunConfig config,
        OpenedModel model,
        NetworkLayout layout,
        Splits splits,
        List<HardwareProfile> profiles,
        List<Island> islands) {
    /** Labels are looked at more closely once the model is known. */
    private static final int MOST_CLASSES = 1 << 16;

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
        OpenedModel model = OpenedModel.open(
                config.model(),
                config.folder(),
                config.inputShapes(),
                () -> Optional.of(sampleShape(config)),
                (problem, mend) -> config.invalid("/model", problem, mend));
        requireData(config);
        NetworkLayout layout = model.layout(config.space().joinBits());
        List<HardwareProfile> profiles = new ArrayList<>();
        for (String name : config.hardware()) {
            String pointer = "/hardware/" + profiles.size();
            profiles.add(HardwareProfiles.load(
                    name,
                    config.folder(),
                    (problem, mend) -> config.invalid(pointer, "hardware profile '" + name + "': " + problem, mend)));
        }
        List<Island> islands = Island.of(config, layout, profiles);
        QualityMetric metric = config.quality().metric();
        int classes = metric.classes(NetworkOutput.shape(layout.graph())).orElse(MOST_CLASSES);
        Splits splits = config.data().source().open(config.data().splits(), classes);
        Compatibility.check(layout.graph(), splits.search());
        for (Dataset judged : List.of(splits.search(), splits.test())) {
            NetworkOutput.check(
                    layout.graph(), metric, judged, (problem, mend) -> config.invalid("/objectives", problem, mend));
        }
        return new RunInputs(config, model, layout, splits, profiles, islands);
    }

    /** The shape of the data's samples, for a model that leaves it open, so that its classes are not known yet. */
    private static Shape sampleShape(RunConfig config) {
        requireData(config);
        return config.data()
                .source()
                .open(config.data().splits(), MOST_CLASSES)
                .search()
                .sampleShape();
    }

    private static void requireData(RunConfig config) {
        switch (config.data().source()) {
            case DataSource.Builtin _ -> {}
            case DataSource.CifarStrips cifar -> requireFile(config, "/data/folder", cifar.folder());
            case DataSource.Images images -> {
                requireFile(config, "/data/folder", images.training());
                images.test().ifPresent(test -> requireFile(config, "/data/test-folder", test));
                images.classes().ifPresent(classes -> requireFile(config, "/data/classes", classes));
            }
            case DataSource.Csv csv -> {
                requireFile(config, "/data/table", csv.training());
                csv.test().ifPresent(test -> requireFile(config, "/data/test-table", test));
            }
            case DataSource.Files files -> {
                requireFile(config, "/data/images", files.training().images());
                requireFile(config, "/data/labels", files.training().labels());
                files.test().ifPresent(test -> {
                    requireFile(config, "/data/test-images", test.images());
                    requireFile(config, "/data/test-labels", test.labels());
                });
            }
        }
    }

    private static void requireFile(RunConfig config, String pointer, Path file) {
        if (!Files.exists(file)) {
            Path resolved = file.normalize();
            throw config.invalid(pointer, "there is no file " + resolved, Suggestions.forMissing(resolved));
        }
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
        hashes.put("model", model.onnx().sha256());
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
