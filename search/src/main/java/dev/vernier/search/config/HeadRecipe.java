package dev.vernier.search.config;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How a linear layer is trained on the embeddings of an encoder that stays as it is.
 *
 * @param name names the model of encoder and layer
 * @param run the configuration that the model is for, with the encoder in its place and its states pooled
 * @param samples how many samples the layer is trained on; none of them is in a split of {@code run}
 * @param decay weight decay
 */
public record HeadRecipe(String name, RunConfig run, int samples, double decay) {
    private static final YamlSchema SCHEMA = YamlSchema.load(HeadRecipe.class, "head.schema.json");
    private static final YamlSchema ANYTHING = YamlSchema.parse("{}");
    private static final double DEFAULT_DECAY = 1e-4;

    /**
     * Whether a file is a recipe of this kind rather than one that trains a whole network.
     *
     * @throws InvalidInputException when it cannot be read
     */
    public static boolean isIn(Path file) {
        return YamlDocument.read(file, ANYTHING).json().has("head-for");
    }

    /**
     * Reads a recipe; paths in it start at the file.
     *
     * @throws InvalidInputException when the recipe, or the configuration that it names, cannot be used
     */
    public static HeadRecipe read(Path file) {
        YamlValue root = YamlDocument.read(file, SCHEMA).root();
        Path encoder =
                file.resolveSibling(root.get("encoder").text()).toAbsolutePath().normalize();
        if (!Files.exists(encoder)) {
            throw root.get("encoder").invalid("there is no file " + encoder, Suggestions.forMissing(encoder));
        }
        RunConfig run = RunConfigReader.read(
                file.resolveSibling(root.get("head-for").text()),
                List.of("model='" + encoder.toString().replace("'", "''") + "'", "pool=mean"));
        if (run.data().splits().test().isEmpty() && !run.data().source().hasTestPart()) {
            throw run.invalid(
                    "/data",
                    "all samples are for testing, so that none is left to train on",
                    "write 'test: 1000' under 'data'");
        }
        return new HeadRecipe(
                root.get("name").text(),
                run,
                root.get("samples").integer(),
                root.find("weight-decay").map(YamlValue::number).orElse(DEFAULT_DECAY));
    }
}
