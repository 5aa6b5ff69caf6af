package dev.vernier.search.config;

import dev.vernier.evaluator.data.Layout;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The block of a configuration that names its data, and the files that it was asked for. */
final class DataBlock {
    private static final List<String> KEYS_OF_ALL = List.of("source", "calibration", "search", "test", "seed");
    private static final List<String> SCALING_KEYS = List.of("scale", "mean", "std");

    private final ConfigSource source;
    private final Path folder;
    private final YamlValue data;
    private final SequencedMap<String, Path> files = new LinkedHashMap<>();

    /** @param folder what relative paths are relative to */
    DataBlock(ConfigSource source, Path folder, YamlValue data) {
        this.source = source;
        this.folder = folder;
        this.data = data;
    }

    /** Every file and folder asked for so far, by the pointer of the value that names it. */
    SequencedMap<String, Path> files() {
        return files;
    }

    boolean has(String key) {
        return data.has(key);
    }

    YamlValue get(String key) {
        return data.get(key);
    }

    Optional<YamlValue> find(String key) {
        return data.find(key);
    }

    boolean flag(String key, boolean otherwise) {
        return data.find(key).map(YamlValue::flag).orElse(otherwise);
    }

    int integer(String key, int otherwise) {
        return data.find(key).map(YamlValue::integer).orElse(otherwise);
    }

    /** One column, or a list of them; none where the key is not there. */
    List<String> columns(String key) {
        return data.find(key)
                .map(value -> value.items().isEmpty() ? List.of(value.text()) : value.list(YamlValue::text))
                .orElse(List.of());
    }

    /** @throws InvalidInputException when the key is not there */
    Path path(String key) {
        return optional(key)
                .orElseThrow(
                        () -> invalid("", "'" + key + "' is missing", "add a line '" + key + ": PATH' under 'data'"));
    }

    Optional<Path> optional(String key) {
        return data.find(key).map(value -> resolve("/" + key, value));
    }

    /** @param pointer the path's own, from this block on */
    Path resolve(String pointer, YamlValue path) {
        try {
            Path resolved = folder.resolve(path.text());
            files.put("/data" + pointer, resolved);
            return resolved;
        } catch (InvalidPathException _) {
            throw invalid(pointer, "this is no path", "a character in it is not meant");
        }
    }

    /**
     * Refuses keys that go with another kind of data.
     *
     * @param kind of these data, in words
     */
    void requireOnly(String kind, List<String> keys) {
        Set<String> allowed = new TreeSet<>(KEYS_OF_ALL);
        allowed.addAll(keys);
        for (String key : data.entries().keySet()) {
            if (!allowed.contains(key)) {
                throw invalid("/" + key, "'" + key + "' does not go with " + kind, "take '" + key + "' out");
            }
        }
    }

    /** These keys, and those that {@link #preprocessing} reads. */
    static List<String> scaled(String... keys) {
        return Stream.concat(Arrays.stream(keys), SCALING_KEYS.stream()).toList();
    }

    /** @param defaultScale where none is given */
    Preprocessing preprocessing(Layout layout, double defaultScale) {
        double scale = data.find("scale").map(YamlValue::number).orElse(defaultScale);
        try {
            return new Preprocessing(layout, scale, numbers("mean"), numbers("std"));
        } catch (IllegalArgumentException e) {
            throw invalid("", String.valueOf(e.getMessage()), "give mean and std one number per channel, std not 0");
        }
    }

    private List<Double> numbers(String key) {
        return data.find(key).map(value -> value.list(YamlValue::number)).orElse(List.of());
    }

    /** @param pointer of the value, from this block on */
    InvalidInputException invalid(String pointer, String problem, String mend) {
        return source.invalid("/data" + pointer, problem, mend);
    }
}
