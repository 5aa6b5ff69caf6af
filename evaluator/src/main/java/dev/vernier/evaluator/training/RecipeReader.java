package dev.vernier.evaluator.training;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads recipes from YAML. */
public final class RecipeReader {
    private static final String BUILTIN = "builtin:";

    private RecipeReader() {}

    /**
     * Reads a recipe; a relative folder in it starts at the file.
     *
     * @throws InvalidInputException when the file cannot be read or is no valid recipe
     */
    public static Recipe read(Path file) {
        YamlDocument document = YamlDocument.read(file, YamlSchema.load(RecipeReader.class, "recipe.schema.json"));
        YamlValue root = document.root();
        return new Recipe(
                root.get("name").text(),
                root.get("architecture").text(),
                root.get("seed").integer(),
                source(root, file),
                root.find("loss").map(loss -> Goal.of(loss.text())).orElse(Goal.CROSS_ENTROPY),
                root.get("descent").read(RecipeReader::descent, "a shorter warm-up was meant"),
                root.find("augmentation").map(RecipeReader::augmentation).orElse(Augmentation.NONE));
    }

    private static TrainingData.Source source(YamlValue root, Path file) {
        YamlValue source = root.get("source");
        String name = source.text();
        if (name.startsWith(BUILTIN)) {
            for (String key : List.of("folder", "augmentation")) {
                if (root.has(key)) {
                    throw root.get(key)
                            .invalidKey("'" + key + "' does not go with computed samples", "take '" + key + "' out");
                }
            }
            return new TrainingData.Source.Generated(name.substring(BUILTIN.length()));
        }
        if (!root.has("folder")) {
            throw source.invalid("'folder' is missing, where its files are", "add a line 'folder: PATH'");
        }
        Path folder = file.resolveSibling(root.get("folder").text());
        return name.equals("fashion-mnist")
                ? new TrainingData.Source.FashionImages(folder)
                : new TrainingData.Source.CifarStrips(folder);
    }

    private static Descent descent(YamlValue value) {
        return new Descent(
                value.find("method")
                        .map(method -> Descent.Method.valueOf(method.text().toUpperCase(Locale.ROOT)))
                        .orElse(Descent.Method.NESTEROV),
                value.get("epochs").integer(),
                value.get("batch").integer(),
                value.get("learning-rate").number(),
                value.get("warm-up-epochs").number(),
                value.get("momentum").number(),
                value.get("weight-decay").number(),
                value.find("label-smoothing").map(YamlValue::number).orElse(0.0),
                value.get("average-decay").number());
    }

    private static Augmentation augmentation(YamlValue value) {
        return new Augmentation(
                value.get("flip").number(),
                value.get("shift").integer(),
                value.get("erase").number(),
                value.get("erase-side").integer());
    }
}
