package dev.vernier.search.job;

import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Splits;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.search.config.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The data that a configuration names, opened once, when somebody first asks: models may leave shapes to them. */
final class OpenedData {
    private final RunConfig config;
    private @Nullable Splits splits;

    OpenedData(RunConfig config) {
        this.config = config;
    }

    /** @throws InvalidInputException when the data cannot be used */
    Splits splits() {
        Splits opened = splits;
        if (opened == null) {
            requireFiles();
            opened = config.data().source().open(config.data().splits());
            splits = opened;
        }
        return opened;
    }

    /** The shapes of the tensors of one sample by name. */
    Map<String, Shape> shapes() {
        return splits().search().inputs().stream().collect(Collectors.toMap(SampleInput::name, SampleInput::shape));
    }

    /** @throws InvalidInputException when a file or folder that the configuration names is not there */
    void requireFiles() {
        config.data().files().forEach((pointer, file) -> {
            if (!Files.exists(file)) {
                Path resolved = file.normalize();
                throw config.invalid(pointer, "there is no file " + resolved, Suggestions.forMissing(resolved));
            }
        });
    }
}
