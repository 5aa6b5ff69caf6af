package dev.vernier.search.config;

import dev.vernier.evaluator.data.ArrayFiles;
import dev.vernier.evaluator.data.ArrayFormat;
import dev.vernier.evaluator.data.ArraySource;
import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads which files of arrays are the data. */
final class ArrayConfig {
    private static final double PIXEL_SCALE = 1 / 255.0;

    private ArrayConfig() {}

    static DataSource files(DataBlock data, ArrayFormat format) {
        if (data.has("inputs")) {
            data.requireOnly(
                    "several inputs, which are used as they are",
                    List.of("inputs", "labels", "targets", "test-inputs", "test-labels", "test-targets"));
        } else {
            data.requireOnly(
                    "files",
                    DataBlock.scaled(
                            "images", "labels", "targets", "test-images", "test-labels", "test-targets", "layout"));
        }
        ArrayFiles training = arrays(data, "", format);
        boolean tested = Stream.of("inputs", "images", "labels", "targets").anyMatch(key -> data.has("test-" + key));
        Optional<ArrayFiles> test = tested ? Optional.of(arrays(data, "test-", format)) : Optional.empty();
        Layout layout = data.find("layout")
                .map(value -> Layout.valueOf(value.text().toUpperCase(Locale.ROOT)))
                .orElse(Layout.NCHW);
        double scale = format == ArrayFormat.IDX ? PIXEL_SCALE : 1;
        return new ArraySource(format, training, test, data.preprocessing(layout, scale));
    }

    private static ArrayFiles arrays(DataBlock data, String prefix, ArrayFormat format) {
        ArrayFiles.Inputs inputs = data.has("inputs")
                ? inputs(data, prefix + "inputs", format)
                : new ArrayFiles.Inputs.Images(data.path(prefix + "images"));
        if (data.has(prefix + "labels") && data.has(prefix + "targets")) {
            throw data.invalid(
                    "/" + prefix + "targets",
                    "samples have labels or targets, not both",
                    "take '" + prefix + "labels' or '" + prefix + "targets' out");
        }
        return new ArrayFiles(inputs, data.optional(prefix + "labels"), data.optional(prefix + "targets"));
    }

    /** An archive of all inputs, or a file for each. */
    private static ArrayFiles.Inputs inputs(DataBlock data, String key, ArrayFormat format) {
        Optional<YamlValue> value = data.find(key);
        if (value.isPresent() && !value.get().entries().isEmpty()) {
            SortedMap<String, Path> byName = new TreeMap<>();
            value.get()
                    .entries()
                    .forEach((name, file) ->
                            byName.put(name, data.resolve("/" + key + "/" + ConfigSource.step(name), file)));
            return new ArrayFiles.Inputs.ByName(byName);
        }
        if (format != ArrayFormat.NPZ) {
            throw data.invalid(
                    value.isPresent() ? "/" + key : "",
                    "'" + key + "' names no file for each input",
                    "write '" + key + ": { NAME: PATH, … }'; one file with all of them is an .npz: 'source: npz'");
        }
        return new ArrayFiles.Inputs.Archive(data.path(key));
    }
}
