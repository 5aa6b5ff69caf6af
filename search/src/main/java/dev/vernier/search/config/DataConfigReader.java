package dev.vernier.search.config;

import dev.vernier.evaluator.data.ArrayFiles;
import dev.vernier.evaluator.data.ArrayFormat;
import dev.vernier.evaluator.data.ArraySource;
import dev.vernier.evaluator.data.BuiltinSource;
import dev.vernier.evaluator.data.CifarSource;
import dev.vernier.evaluator.data.Colors;
import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.DrawnSource;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.ImageSource;
import dev.vernier.evaluator.data.KnownColumns;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.data.SplitRequest;
import dev.vernier.evaluator.data.TableSource;
import dev.vernier.evaluator.data.TextSource;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the block of a run configuration that names its data. */
final class DataConfigReader {
    static final String CIFAR = "cifar10-png";
    static final String IMAGES = "image-folder";
    static final String CSV = "csv";
    static final String TEXT = "text";
    static final String DRAWN_TEXT = "drawn-text";

    private static final String BUILTIN = "builtin:";
    private static final List<String> KEYS_OF_ALL = List.of("source", "calibration", "search", "test", "seed");
    private static final List<String> SCALING_KEYS = List.of("scale", "mean", "std");
    private static final double PIXEL_SCALE = 1 / 255.0;
    private static final int DEFAULT_CALIBRATION = 256;
    private static final int DEFAULT_SEARCH = 1000;
    private static final int DEFAULT_LENGTH = 128;

    private final ConfigSource source;
    private final Path folder;
    private final SequencedMap<String, Path> files = new LinkedHashMap<>();

    DataConfigReader(ConfigSource source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    DataConfig read(YamlValue data) {
        OptionalInt test = data.find("test")
                .filter(value -> !value.text().equals("all"))
                .map(value -> OptionalInt.of(value.integer()))
                .orElse(OptionalInt.empty());
        SplitRequest splits = new SplitRequest(
                data.find("calibration").map(YamlValue::integer).orElse(DEFAULT_CALIBRATION),
                data.find("search").map(YamlValue::integer).orElse(DEFAULT_SEARCH),
                test,
                data.find("seed").map(value -> value.json().longValue()).orElse(1L));
        DataSource from = dataSource(data);
        return new DataConfig(from, splits, files);
    }

    private DataSource dataSource(YamlValue data) {
        String name = data.get("source").text();
        if (name.startsWith(BUILTIN)) {
            String set = name.substring(BUILTIN.length());
            requireKnown("data of the name '" + set + "' are built in", set, BuiltinSource.NAMES);
            requireOnly(data, "built-in data", List.of());
            return new BuiltinSource(set);
        }
        List<String> formats = new ArrayList<>(List.of(CIFAR, CSV, DRAWN_TEXT, IMAGES, TEXT));
        for (ArrayFormat format : ArrayFormat.values()) {
            formats.add(format.name().toLowerCase(Locale.ROOT));
        }
        requireKnown("data source '" + name + "' is known", name, formats);
        return switch (name) {
            case CIFAR -> strips(data);
            case IMAGES -> images(data);
            case CSV -> csv(data);
            case TEXT -> text(data);
            case DRAWN_TEXT -> drawnText(data);
            default -> files(data, ArrayFormat.valueOf(name.toUpperCase(Locale.ROOT)));
        };
    }

    private void requireKnown(String claim, String name, List<String> known) {
        if (!known.contains(name)) {
            throw source.invalid("/data/source", "no " + claim, Suggestions.mend(name, known));
        }
    }

    /** Refuses keys that go with another kind of data. */
    private void requireOnly(YamlValue data, String kind, List<String> keys) {
        Set<String> allowed = new TreeSet<>(KEYS_OF_ALL);
        allowed.addAll(keys);
        for (String key : data.entries().keySet()) {
            if (!allowed.contains(key)) {
                throw source.invalid(
                        "/data/" + key, "'" + key + "' does not go with " + kind, "take '" + key + "' out");
            }
        }
    }

    private DataSource strips(YamlValue data) {
        requireOnly(data, "a folder of strips", scaled("folder"));
        return new CifarSource(path(data, "folder"), preprocessing(data, Layout.NHWC, PIXEL_SCALE));
    }

    private DataSource images(YamlValue data) {
        requireOnly(
                data,
                "a folder of images",
                scaled("folder", "test-folder", "classes", "size", "resize", "crop", "colors"));
        return new ImageSource(
                path(data, "folder"),
                optional(data, "test-folder"),
                optional(data, "classes"),
                framing(data),
                colors(data),
                preprocessing(data, Layout.NCHW, PIXEL_SCALE));
    }

    private static Colors colors(YamlValue data) {
        return data.find("colors")
                .map(value -> Colors.valueOf(value.text().toUpperCase(Locale.ROOT)))
                .orElse(Colors.RGB);
    }

    private DataSource drawnText(YamlValue data) {
        requireOnly(data, "drawn text", scaled("size", "characters", "colors"));
        if (!data.has("size")) {
            throw source.invalid(
                    "/data", "'size' is missing", "add a line 'size: [48, 320]' under 'data', height before width");
        }
        List<Integer> size = data.get("size").list(YamlValue::integer);
        return new DrawnSource(
                size.get(0),
                size.get(1),
                optional(data, "characters"),
                colors(data),
                preprocessing(data, Layout.NCHW, PIXEL_SCALE));
    }

    private Framing framing(YamlValue data) {
        if (data.has("size")) {
            for (String other : List.of("resize", "crop")) {
                if (data.has(other)) {
                    throw source.invalid(
                            "/data/" + other,
                            "'" + other + "' does not go with 'size', which stretches images",
                            "take one of them out");
                }
            }
            List<Integer> size = data.get("size").list(YamlValue::integer);
            return new Framing.Stretched(size.get(0), size.get(1));
        }
        if (data.has("resize") != data.has("crop")) {
            throw source.invalid(
                    "/data/" + (data.has("crop") ? "crop" : "resize"),
                    "'resize' and 'crop' go together: the shorter side is resized, and the middle cropped",
                    "write 'resize: 256' and 'crop: 224', or 'size: [224, 224]' to stretch images");
        }
        if (!data.has("resize")) {
            return new Framing.AsStored();
        }
        int resize = data.get("resize").integer();
        int crop = data.get("crop").integer();
        if (crop > resize) {
            throw source.invalid(
                    "/data/crop",
                    crop + " pixels cannot be cropped from a side of " + resize,
                    "'resize' and 'crop' are swapped");
        }
        return new Framing.Cropped(resize, crop);
    }

    private DataSource csv(YamlValue data) {
        requireOnly(data, "a table", scaled("table", "test-table", "label", "classes", "target", "header"));
        boolean header = header(data);
        if (!data.has("label") && !data.has("target")) {
            throw source.invalid(
                    "/data",
                    "'label' is missing",
                    "add a line 'label: COLUMN' under 'data' with the column of the classes, or 'target: COLUMN' with one of"
                            + " numbers");
        }
        return new TableSource(
                path(data, "table"),
                optional(data, "test-table"),
                known(data),
                header,
                preprocessing(data, Layout.NCHW, 1));
    }

    private DataSource text(YamlValue data) {
        boolean lines = data.has("lines");
        requireOnly(
                data,
                lines ? "lines of text" : "a table of text",
                lines
                        ? List.of("lines", "test-lines", "tokenizer", "length")
                        : List.of(
                                "table",
                                "test-table",
                                "text",
                                "label",
                                "classes",
                                "target",
                                "header",
                                "tokenizer",
                                "length"));
        Path training = path(data, lines ? "lines" : "table");
        if (!lines && !data.has("text")) {
            throw source.invalid(
                    "/data",
                    "'text' is missing",
                    "add a line 'text: COLUMN' under 'data' with the column of the texts, or two for pairs");
        }
        return new TextSource(
                training,
                optional(data, lines ? "test-lines" : "test-table"),
                columns(data, "text"),
                known(data),
                header(data),
                path(data, "tokenizer"),
                data.find("length").map(YamlValue::integer).orElse(DEFAULT_LENGTH));
    }

    private static boolean header(YamlValue data) {
        return data.find("header").map(YamlValue::flag).orElse(true);
    }

    private KnownColumns known(YamlValue data) {
        for (String key : List.of("target", "classes")) {
            if (data.has(key) && data.has("label") == key.equals("target")) {
                throw source.invalid(
                        "/data/" + key,
                        key.equals("target") ? "samples have a class or numbers, not both" : "'label' is missing",
                        key.equals("target") ? "take 'label' or 'target' out" : "add 'label: COLUMN'");
            }
        }
        return new KnownColumns(
                data.find("label").map(YamlValue::text), optional(data, "classes"), columns(data, "target"));
    }

    /** One column, or a list of them. */
    private static List<String> columns(YamlValue data, String key) {
        return data.find(key)
                .map(value -> value.items().isEmpty() ? List.of(value.text()) : value.list(YamlValue::text))
                .orElse(List.of());
    }

    private DataSource files(YamlValue data, ArrayFormat format) {
        if (data.has("inputs")) {
            requireOnly(
                    data,
                    "several inputs, which are used as they are",
                    List.of("inputs", "labels", "targets", "test-inputs", "test-labels", "test-targets"));
        } else {
            requireOnly(
                    data,
                    "files",
                    scaled("images", "labels", "targets", "test-images", "test-labels", "test-targets", "layout"));
        }
        ArrayFiles training = arrays(data, "", format);
        boolean tested = Stream.of("inputs", "images", "labels", "targets").anyMatch(key -> data.has("test-" + key));
        Optional<ArrayFiles> test = tested ? Optional.of(arrays(data, "test-", format)) : Optional.empty();
        Layout layout = data.find("layout")
                .map(value -> Layout.valueOf(value.text().toUpperCase(Locale.ROOT)))
                .orElse(Layout.NCHW);
        double scale = format == ArrayFormat.IDX ? PIXEL_SCALE : 1;
        return new ArraySource(format, training, test, preprocessing(data, layout, scale));
    }

    private ArrayFiles arrays(YamlValue data, String prefix, ArrayFormat format) {
        ArrayFiles.Inputs inputs = data.has("inputs")
                ? inputs(data, prefix + "inputs", format)
                : new ArrayFiles.Inputs.Images(path(data, prefix + "images"));
        if (data.has(prefix + "labels") && data.has(prefix + "targets")) {
            throw source.invalid(
                    "/data/" + prefix + "targets",
                    "samples have labels or targets, not both",
                    "take '" + prefix + "labels' or '" + prefix + "targets' out");
        }
        return new ArrayFiles(inputs, optional(data, prefix + "labels"), optional(data, prefix + "targets"));
    }

    /** An archive of all inputs, or a file for each. */
    private ArrayFiles.Inputs inputs(YamlValue data, String key, ArrayFormat format) {
        Optional<YamlValue> value = data.find(key);
        if (value.isPresent() && !value.get().entries().isEmpty()) {
            SortedMap<String, Path> byName = new TreeMap<>();
            value.get().entries().forEach((name, file) -> byName.put(name, resolve("/data/" + key + "/" + name, file)));
            return new ArrayFiles.Inputs.ByName(byName);
        }
        if (format != ArrayFormat.NPZ) {
            throw source.invalid(
                    value.isPresent() ? "/data/" + key : "/data",
                    "'" + key + "' names no file for each input",
                    "write '" + key + ": { NAME: PATH, … }'; one file with all of them is an .npz: 'source: npz'");
        }
        return new ArrayFiles.Inputs.Archive(path(data, key));
    }

    private static List<String> scaled(String... keys) {
        return Stream.concat(Arrays.stream(keys), SCALING_KEYS.stream()).toList();
    }

    private Path path(YamlValue data, String key) {
        return optional(data, key)
                .orElseThrow(() -> source.invalid(
                        "/data", "'" + key + "' is missing", "add a line '" + key + ": PATH' under 'data'"));
    }

    private Optional<Path> optional(YamlValue data, String key) {
        return data.find(key).map(value -> resolve("/data/" + key, value));
    }

    private Path resolve(String pointer, YamlValue path) {
        Path resolved = folder.resolve(path.text());
        files.put(pointer, resolved);
        return resolved;
    }

    private Preprocessing preprocessing(YamlValue data, Layout layout, double defaultScale) {
        double scale = data.find("scale").map(YamlValue::number).orElse(defaultScale);
        try {
            return new Preprocessing(layout, scale, numbers(data, "mean"), numbers(data, "std"));
        } catch (IllegalArgumentException e) {
            throw source.invalid(
                    "/data", String.valueOf(e.getMessage()), "give mean and std one number per channel, std not 0");
        }
    }

    private static List<Double> numbers(YamlValue data, String key) {
        return data.find(key).map(value -> value.list(YamlValue::number)).orElse(List.of());
    }
}
