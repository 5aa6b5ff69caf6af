package dev.vernier.search.config;

import dev.vernier.evaluator.data.ArrayFormat;
import dev.vernier.evaluator.data.BuiltinSource;
import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.SplitRequest;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Reads the block of a run configuration that names its data. */
final class DataConfigReader {
    static final String CIFAR = "cifar10-png";
    static final String IMAGES = "image-folder";
    static final String CSV = "csv";
    static final String TEXT = "text";
    static final String DRAWN_TEXT = "drawn-text";

    private static final String BUILTIN = "builtin:";
    private static final int DEFAULT_CALIBRATION = 256;
    private static final int DEFAULT_SEARCH = 1000;

    private DataConfigReader() {}

    /** @param folder what relative paths are relative to */
    static DataConfig read(ConfigSource source, Path folder, YamlValue value) {
        DataBlock data = new DataBlock(source, folder, value);
        OptionalInt test = data.find("test")
                .filter(number -> !number.text().equals("all"))
                .map(number -> OptionalInt.of(number.integer()))
                .orElse(OptionalInt.empty());
        SplitRequest splits = new SplitRequest(
                data.integer("calibration", DEFAULT_CALIBRATION),
                data.integer("search", DEFAULT_SEARCH),
                test,
                data.find("seed").map(YamlValue::longInteger).orElse(1L));
        return new DataConfig(dataSource(data), splits, data.files());
    }

    private static DataSource dataSource(DataBlock data) {
        String name = data.get("source").text();
        if (name.startsWith(BUILTIN)) {
            String set = name.substring(BUILTIN.length());
            requireKnown(data, "data of the name '" + set + "' are built in", set, BuiltinSource.NAMES);
            data.requireOnly("built-in data", List.of());
            return new BuiltinSource(set);
        }
        List<String> formats = new ArrayList<>(List.of(CIFAR, CSV, DRAWN_TEXT, IMAGES, TEXT));
        for (ArrayFormat format : ArrayFormat.values()) {
            formats.add(format.name().toLowerCase(Locale.ROOT));
        }
        requireKnown(data, "data source '" + name + "' is known", name, formats);
        return switch (name) {
            case CIFAR -> ImageConfig.strips(data);
            case IMAGES -> ImageConfig.images(data);
            case DRAWN_TEXT -> ImageConfig.drawnText(data);
            case CSV -> TableConfig.csv(data);
            case TEXT -> TableConfig.text(data);
            default -> ArrayConfig.files(data, ArrayFormat.valueOf(name.toUpperCase(Locale.ROOT)));
        };
    }

    private static void requireKnown(DataBlock data, String claim, String name, List<String> known) {
        if (!known.contains(name)) {
            throw data.invalid("/source", "no " + claim, Suggestions.mend(name, known));
        }
    }
}
