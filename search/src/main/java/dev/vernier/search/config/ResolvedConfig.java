package dev.vernier.search.config;

import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.metric.SequenceAccuracy;
import dev.vernier.search.trial.Metric;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A configuration written out in full: every default filled in, every path absolute, readable again from anywhere. */
public final class ResolvedConfig {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ResolvedConfig() {}

    /** All of it, as YAML. */
    public static String yaml(RunConfig config) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", config.name());
        all.putAll(searched(config));
        all.put("execution", Map.of("threads", config.threads(), "engine", "local"));
        all.put("export", config.exports().stream().map(ExportFormat::key).toList());
        all.put("strict", config.strict());
        return YAML.writeValueAsString(all);
    }

    /** SHA-256 of everything that decides what is found: all but the name, the execution and the exports. */
    public static String hash(RunConfig config) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] text = YAML.writeValueAsString(searched(config)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }

    private static Map<String, Object> searched(RunConfig config) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", reference(config, config.model()));
        if (!config.inputShapes().isEmpty()) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            config.inputShapes().forEach((input, shape) -> shapes.put(input, shape.toList()));
            all.put("input-shapes", shapes);
        }
        all.put("data", data(config.data()));
        all.put("objectives", config.objectives().stream().map(Metric::key).toList());
        if (config.quality().metric() instanceof SequenceAccuracy(int blank) && blank != 0) {
            all.put("metric", Map.of("blank", blank));
        }
        List<String> hardware = new ArrayList<>();
        config.hardware().forEach(name -> hardware.add(reference(config, name)));
        all.put("hardware", hardware);
        all.put("space", space(config.space()));
        SearchConfig search = config.search();
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("strategy", search.strategy().key());
        how.put(
                "budget",
                search.budget() instanceof Budget.Evaluations(int count)
                        ? count
                        : search.budget().toString());
        how.put("seed", search.seed());
        all.put("search", how);
        return all;
    }

    /** Names stay names; what looks like a path becomes an absolute one. */
    private static String reference(RunConfig config, String name) {
        boolean path = !name.startsWith("builtin:") && (name.contains("/") || name.contains("."));
        return path ? absolute(config.folder().resolve(name)) : name;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private static Map<String, Object> data(DataConfig data) {
        Map<String, Object> all = new LinkedHashMap<>();
        switch (data.source()) {
            case DataSource.Builtin(String name) -> all.put("source", "builtin:" + name);
            case DataSource.Files files -> {
                all.put("source", files.format().name().toLowerCase(Locale.ROOT));
                all.put("images", absolute(files.training().images()));
                all.put("labels", absolute(files.training().labels()));
                files.test().ifPresent(test -> {
                    all.put("test-images", absolute(test.images()));
                    all.put("test-labels", absolute(test.labels()));
                });
                preprocessing(files.preprocessing(), all);
            }
            case DataSource.CifarStrips cifar -> {
                all.put("source", DataConfigReader.CIFAR);
                all.put("folder", absolute(cifar.folder()));
                scaling(cifar.preprocessing(), all);
            }
            case DataSource.Images images -> images(images, all);
            case DataSource.Csv csv -> csv(csv, all);
        }
        all.put("calibration", data.splits().calibration());
        all.put("search", data.splits().search());
        all.put("test", data.splits().test().isPresent() ? data.splits().test().getAsInt() : "all");
        all.put("seed", data.splits().seed());
        return all;
    }

    private static void images(DataSource.Images images, Map<String, Object> into) {
        into.put("source", DataConfigReader.IMAGES);
        into.put("folder", absolute(images.training()));
        images.test().ifPresent(test -> into.put("test-folder", absolute(test)));
        images.classes().ifPresent(classes -> into.put("classes", absolute(classes)));
        switch (images.framing()) {
            case Framing.AsStored() -> {}
            case Framing.Stretched(int height, int width) -> into.put("size", List.of(height, width));
            case Framing.Cropped(int resize, int crop) -> {
                into.put("resize", resize);
                into.put("crop", crop);
            }
        }
        into.put("colors", images.colors().name().toLowerCase(Locale.ROOT));
        scaling(images.preprocessing(), into);
    }

    private static void csv(DataSource.Csv csv, Map<String, Object> into) {
        into.put("source", DataConfigReader.CSV);
        into.put("table", absolute(csv.training()));
        csv.test().ifPresent(test -> into.put("test-table", absolute(test)));
        into.put("label", csv.label());
        into.put("header", csv.header());
        scaling(csv.preprocessing(), into);
    }

    private static void preprocessing(Preprocessing preprocessing, Map<String, Object> into) {
        into.put("layout", preprocessing.layout().name().toLowerCase(Locale.ROOT));
        scaling(preprocessing, into);
    }

    private static void scaling(Preprocessing preprocessing, Map<String, Object> into) {
        into.put("scale", preprocessing.scale());
        if (!preprocessing.mean().isEmpty()) {
            into.put("mean", preprocessing.mean());
        }
        if (!preprocessing.std().isEmpty()) {
            into.put("std", preprocessing.std());
        }
    }

    private static Map<String, Object> space(SpaceConfig space) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("weight-bits", space.weightBits());
        all.put("activation-bits", space.activationBits());
        all.put("join-bits", space.joinBits());
        Map<String, String> pins = new LinkedHashMap<>();
        space.pins().forEach((layer, pin) -> pins.put(layer, pin.toString()));
        all.put("pin", pins);
        switch (space.ties()) {
            case TieWish.SharedInputs _ -> all.put("tie", "shared-inputs");
            case TieWish.Layers(List<List<String>> groups) -> {
                if (!groups.isEmpty()) {
                    all.put("tie", groups);
                }
            }
        }
        return all;
    }
}
