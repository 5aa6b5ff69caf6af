package dev.vernier.search.config;

import dev.vernier.evaluator.data.Colors;
import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.data.SplitRequest;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads the block of a run configuration that names its data. */
final class DataConfigReader {
    static final String CIFAR = "cifar10-png";
    static final String IMAGES = "image-folder";
    static final String CSV = "csv";

    private static final String BUILTIN = "builtin:";
    private static final List<String> KEYS_OF_ALL = List.of("source", "calibration", "search", "test", "seed");
    private static final List<String> SCALING_KEYS = List.of("scale", "mean", "std");
    private static final double PIXEL_SCALE = 1 / 255.0;
    private static final int DEFAULT_CALIBRATION = 256;
    private static final int DEFAULT_SEARCH = 1000;

    private final ConfigSource source;
    private final Path folder;

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
        return new DataConfig(dataSource(data), splits);
    }

    private DataSource dataSource(YamlValue data) {
        String name = data.get("source").text();
        if (name.startsWith(BUILTIN)) {
            String set = name.substring(BUILTIN.length());
            requireKnown("data of the name '" + set + "' are built in", set, DataSource.Builtin.NAMES);
            requireOnly(data, "built-in data", List.of());
            return new DataSource.Builtin(set);
        }
        List<String> formats = new ArrayList<>(List.of(CIFAR, CSV, IMAGES));
        for (DataSource.Format format : DataSource.Format.values()) {
            formats.add(format.name().toLowerCase(Locale.ROOT));
        }
        requireKnown("data source '" + name + "' is known", name, formats);
        return switch (name) {
            case CIFAR -> strips(data);
            case IMAGES -> images(data);
            case CSV -> csv(data);
            default -> files(data, DataSource.Format.valueOf(name.toUpperCase(Locale.ROOT)));
        };
    }

    private void requireKnown(String claim, String name, List<String> known) {
        if (!known.contains(name)) {
            throw source.invalid("/data/source", "no " + claim, Suggestions.mend(name, known));
        }
    }

    /** Refuses keys that go with another kind of data; those of scaling go with all but built-in data. */
    private void requireOnly(YamlValue data, String kind, List<String> keys) {
        Set<String> allowed = new TreeSet<>(KEYS_OF_ALL);
        allowed.addAll(keys);
        if (!keys.isEmpty()) {
            allowed.addAll(SCALING_KEYS);
        }
        for (String key : data.entries().keySet()) {
            if (!allowed.contains(key)) {
                throw source.invalid(
                        "/data/" + key, "'" + key + "' does not go with " + kind, "take '" + key + "' out");
            }
        }
    }

    private DataSource strips(YamlValue data) {
        requireOnly(data, "a folder of strips", List.of("folder"));
        return new DataSource.CifarStrips(path(data, "folder"), preprocessing(data, Layout.NHWC, PIXEL_SCALE));
    }

    private DataSource images(YamlValue data) {
        requireOnly(
                data,
                "a folder of images",
                List.of("folder", "test-folder", "classes", "size", "resize", "crop", "colors"));
        return new DataSource.Images(
                path(data, "folder"),
                data.find("test-folder").map(this::resolve),
                data.find("classes").map(this::resolve),
                framing(data),
                data.find("colors")
                        .map(value -> Colors.valueOf(value.text().toUpperCase(Locale.ROOT)))
                        .orElse(Colors.RGB),
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
        requireOnly(data, "a table", List.of("table", "test-table", "label", "header"));
        boolean header = data.find("header").map(YamlValue::flag).orElse(true);
        String label = data.find("label")
                .map(YamlValue::text)
                .orElseThrow(() -> source.invalid(
                        "/data",
                        "'label' is missing",
                        "add a line 'label: COLUMN' under 'data', with the column of the classes"));
        return new DataSource.Csv(
                path(data, "table"),
                data.find("test-table").map(this::resolve),
                label,
                header,
                preprocessing(data, Layout.NCHW, 1));
    }

    private DataSource files(YamlValue data, DataSource.Format format) {
        requireOnly(data, "files", List.of("images", "labels", "test-images", "test-labels", "layout"));
        DataSource.Pair training = pair(data, "images", "labels", format);
        Optional<DataSource.Pair> test = Optional.empty();
        if (data.has("test-images") || data.has("test-labels")) {
            test = Optional.of(pair(data, "test-images", "test-labels", format));
        }
        Layout layout = data.find("layout")
                .map(value -> Layout.valueOf(value.text().toUpperCase(Locale.ROOT)))
                .orElse(Layout.NCHW);
        double scale = format == DataSource.Format.IDX ? PIXEL_SCALE : 1;
        return new DataSource.Files(format, training, test, preprocessing(data, layout, scale));
    }

    /** One {@code .npz} file holds images and labels alike, so there the labels' may be left out. */
    private DataSource.Pair pair(YamlValue data, String images, String labels, DataSource.Format format) {
        boolean together = format == DataSource.Format.NPZ && !data.has(labels);
        return new DataSource.Pair(path(data, images), path(data, together ? images : labels));
    }

    private Path path(YamlValue data, String key) {
        return data.find(key)
                .map(this::resolve)
                .orElseThrow(() -> source.invalid(
                        "/data", "'" + key + "' is missing", "add a line '" + key + ": PATH' under 'data'"));
    }

    private Path resolve(YamlValue path) {
        return folder.resolve(path.text());
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
