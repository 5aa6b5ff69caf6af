package dev.vernier.search.config;

import dev.vernier.evaluator.data.ArrayFiles;
import dev.vernier.evaluator.data.ArraySource;
import dev.vernier.evaluator.data.BuiltinSource;
import dev.vernier.evaluator.data.CifarSource;
import dev.vernier.evaluator.data.DrawnSource;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.ImageSource;
import dev.vernier.evaluator.data.KnownColumns;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.data.TableSource;
import dev.vernier.evaluator.data.TextForm;
import dev.vernier.evaluator.data.TextSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The block of a configuration that names its data, written out in full; {@link DataConfigReader} reads it again. */
final class ResolvedData {
    private ResolvedData() {}

    static Map<String, Object> of(DataConfig data) {
        Map<String, Object> all = new LinkedHashMap<>();
        switch (data.source()) {
            case BuiltinSource(String name) -> all.put("source", "builtin:" + name);
            case ArraySource files -> files(files, all);
            case CifarSource cifar -> {
                all.put("source", DataConfigReader.CIFAR);
                all.put("folder", ResolvedConfig.absolute(cifar.folder()));
                scaling(cifar.preprocessing(), all);
            }
            case ImageSource images -> images(images, all);
            case TableSource csv -> csv(csv, all);
            case TextSource text -> text(text, all);
            case DrawnSource drawn -> drawnText(drawn, all);
        }
        all.put("calibration", data.splits().calibration());
        all.put("search", data.splits().search());
        all.put("test", data.splits().test().isPresent() ? data.splits().test().getAsInt() : "all");
        all.put("seed", data.splits().seed());
        return all;
    }

    private static void files(ArraySource files, Map<String, Object> into) {
        into.put("source", files.format().name().toLowerCase(Locale.ROOT));
        arrays("", files.training(), into);
        files.test().ifPresent(test -> arrays("test-", test, into));
        if (files.training().inputs() instanceof ArrayFiles.Inputs.Images) {
            preprocessing(files.preprocessing(), into);
        }
    }

    private static void arrays(String prefix, ArrayFiles arrays, Map<String, Object> into) {
        switch (arrays.inputs()) {
            case ArrayFiles.Inputs.Images(Path file) -> into.put(prefix + "images", ResolvedConfig.absolute(file));
            case ArrayFiles.Inputs.Archive(Path file) -> into.put(prefix + "inputs", ResolvedConfig.absolute(file));
            case ArrayFiles.Inputs.ByName(var byName) -> {
                Map<String, Object> each = new LinkedHashMap<>();
                byName.forEach((name, file) -> each.put(name, ResolvedConfig.absolute(file)));
                into.put(prefix + "inputs", each);
            }
        }
        arrays.labels().ifPresent(labels -> into.put(prefix + "labels", ResolvedConfig.absolute(labels)));
        arrays.targets().ifPresent(targets -> into.put(prefix + "targets", ResolvedConfig.absolute(targets)));
    }

    private static void images(ImageSource images, Map<String, Object> into) {
        into.put("source", DataConfigReader.IMAGES);
        into.put("folder", ResolvedConfig.absolute(images.training()));
        images.test().ifPresent(test -> into.put("test-folder", ResolvedConfig.absolute(test)));
        images.classes().ifPresent(classes -> into.put("classes", ResolvedConfig.absolute(classes)));
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

    private static void csv(TableSource csv, Map<String, Object> into) {
        into.put("source", DataConfigReader.CSV);
        into.put("table", ResolvedConfig.absolute(csv.training()));
        csv.test().ifPresent(test -> into.put("test-table", ResolvedConfig.absolute(test)));
        known(csv.known(), into);
        into.put("header", csv.header());
        scaling(csv.preprocessing(), into);
    }

    private static void known(KnownColumns known, Map<String, Object> into) {
        known.label().ifPresent(label -> into.put("label", label));
        known.classes().ifPresent(classes -> into.put("classes", ResolvedConfig.absolute(classes)));
        if (!known.targets().isEmpty()) {
            into.put("target", known.targets());
        }
    }

    private static void text(TextSource text, Map<String, Object> into) {
        into.put("source", DataConfigReader.TEXT);
        String key =
                switch (text.form()) {
                    case TextForm.Lines() -> "lines";
                    case TextForm.Table _ -> "table";
                    case TextForm.Folders _ -> "folder";
                };
        into.put(key, ResolvedConfig.absolute(text.training()));
        text.test().ifPresent(test -> into.put("test-" + key, ResolvedConfig.absolute(test)));
        switch (text.form()) {
            case TextForm.Lines() -> {}
            case TextForm.Table(var columns, var known, var header) -> {
                into.put("text", columns);
                known(known, into);
                into.put("header", header);
            }
            case TextForm.Folders(var classes) ->
                classes.ifPresent(file -> into.put("classes", ResolvedConfig.absolute(file)));
        }
        into.put("tokenizer", ResolvedConfig.absolute(text.tokenizer()));
        into.put("length", text.length());
    }

    private static void drawnText(DrawnSource drawn, Map<String, Object> into) {
        into.put("source", DataConfigReader.DRAWN_TEXT);
        into.put("size", List.of(drawn.height(), drawn.width()));
        drawn.characters().ifPresent(file -> into.put("characters", ResolvedConfig.absolute(file)));
        into.put("colors", drawn.colors().name().toLowerCase(Locale.ROOT));
        scaling(drawn.preprocessing(), into);
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
}
