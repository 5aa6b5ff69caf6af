package dev.vernier.search.config;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A configuration file together with the options that override it. Every value knows whether the file or an option said
 * it, so that messages name the right place.
 */
public final class ConfigSource {
    private static final YamlSchema SCHEMA = YamlSchema.load(ConfigSource.class, "run.schema.json");
    private static final YamlSchema ANYTHING = YamlSchema.parse("{}");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final YamlDocument file;
    private final YamlDocument merged;
    private final Map<String, String> options;

    private ConfigSource(YamlDocument file, YamlDocument merged, Map<String, String> options) {
        this.file = file;
        this.merged = merged;
        this.options = options;
    }

    /**
     * Reads a file and puts options over it.
     *
     * @param overrides of the form {@code search.budget=50}, in order
     */
    static ConfigSource read(Path path, List<String> overrides) {
        if (overrides.isEmpty()) {
            YamlDocument file = YamlDocument.read(path, SCHEMA);
            return new ConfigSource(file, file, Map.of());
        }
        YamlDocument file = YamlDocument.read(path, ANYTHING);
        if (!(file.json().deepCopy() instanceof ObjectNode tree)) {
            YamlDocument.read(path, SCHEMA);
            throw new IllegalStateException(path + " is no block of keys");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String override : overrides) {
            options.put(put(tree, override), "--set " + override);
        }
        return new ConfigSource(file, merge(path, tree, options), options);
    }

    private static YamlDocument merge(Path path, ObjectNode tree, Map<String, String> options) {
        try {
            return YamlDocument.parse(path.toString(), YAML.writeValueAsString(tree), SCHEMA);
        } catch (InvalidInputException e) {
            // If the file breaks the same rule by itself, its own lines say it better.
            YamlDocument.read(path, SCHEMA);
            String place = String.join(" ", options.values());
            throw InvalidInputException.of(e.all().stream()
                    .map(told -> new InvalidInputException(place, told.problem(), told.mend()))
                    .toList());
        }
    }

    /** Puts one option into the tree and returns its pointer. */
    private static String put(ObjectNode tree, String override) {
        int equals = override.indexOf('=');
        String key = equals < 0 ? override : override.substring(0, equals);
        String place = "--set " + override;
        if (equals < 1 || !key.matches("[^.]+(\\.[^.]+)*")) {
            throw new InvalidInputException(place, "it is not of the form key=value", "write --set search.budget=50");
        }
        String[] way = key.split("\\.", -1);
        ObjectNode block = tree;
        for (int i = 0; i < way.length - 1; i++) {
            JsonNode next = block.get(way[i]);
            if (next == null) {
                block = block.putObject(way[i]);
            } else if (next instanceof ObjectNode inner) {
                block = inner;
            } else {
                throw new InvalidInputException(
                        place, "'" + way[i] + "' is no block of keys", "leave out what follows it");
            }
        }
        block.set(way[way.length - 1], value(place, override.substring(equals + 1)));
        return "/" + key.replace('.', '/');
    }

    private static JsonNode value(String place, String text) {
        try {
            return YAML.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidInputException(place, "its value is no YAML", "quote the value", e);
        }
    }

    YamlValue root() {
        return merged.root();
    }

    /** The path of the file. */
    String name() {
        return file.name();
    }

    /** A key as it stands in a pointer (RFC 6901). */
    static String step(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** Where a value was written. */
    String place(String pointer) {
        for (Map.Entry<String, String> option : options.entrySet()) {
            if (pointer.equals(option.getKey()) || pointer.startsWith(option.getKey() + "/")) {
                return option.getValue();
            }
        }
        try {
            return file.at(pointer).place();
        } catch (IllegalArgumentException e) {
            return file.name();
        }
    }

    InvalidInputException invalid(String pointer, String problem, String mend) {
        return new InvalidInputException(place(pointer), problem, mend);
    }
}
