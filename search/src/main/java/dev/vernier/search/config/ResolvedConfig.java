package dev.vernier.search.config;

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

    /**
     * SHA-256 of everything that decides what is found: all but the name, the execution, the exports, and where files lie.
     */
    public static String hash(RunConfig config) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] text =
                    YAML.writeValueAsString(withoutFolders(searched(config))).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }

    private static Object withoutFolders(Object value) {
        return switch (value) {
            case Map<?, ?> block -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                block.forEach((key, each) -> all.put(key, withoutFolders(each)));
                yield all;
            }
            case List<?> list ->
                list.stream().map(ResolvedConfig::withoutFolders).toList();
            case String text -> withoutFolder(text);
            default -> value;
        };
    }

    /** The name of a file instead of its absolute path; any other text as it is. */
    public static String withoutFolder(String text) {
        Path path = Path.of(text);
        return path.isAbsolute() && path.getFileName() != null
                ? path.getFileName().toString()
                : text;
    }

    private static Map<String, Object> searched(RunConfig config) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", reference(config, config.model()));
        if (!config.inputShapes().isEmpty()) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            config.inputShapes().forEach((input, shape) -> shapes.put(input, shape.toList()));
            all.put("input-shapes", shapes);
        }
        config.output().ifPresent(output -> all.put("output", output));
        if (config.pooled()) {
            all.put("pool", "mean");
        }
        all.put("data", ResolvedData.of(config.data()));
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

    static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private static Map<String, Object> space(SpaceConfig space) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("weight-bits", space.weightBits());
        all.put("activation-bits", space.activationBits());
        space.weightGroup().ifPresent(group -> all.put("weight-group", group));
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
