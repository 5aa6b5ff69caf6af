package dev.vernier.evaluator.training;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Path;

/** Reads recipes from YAML. */
public final class RecipeReader {
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
                TrainingData.Source.of(root.get("source").text()),
                file.resolveSibling(root.get("folder").text()),
                root.get("descent").read(RecipeReader::descent, "a shorter warm-up was meant"),
                augmentation(root.get("augmentation")));
    }

    private static Descent descent(YamlValue value) {
        return new Descent(
                value.get("epochs").integer(),
                value.get("batch").integer(),
                value.get("learning-rate").number(),
                value.get("warm-up-epochs").number(),
                value.get("momentum").number(),
                value.get("weight-decay").number(),
                value.get("label-smoothing").number(),
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
