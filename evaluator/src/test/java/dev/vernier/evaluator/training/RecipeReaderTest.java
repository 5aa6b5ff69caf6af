package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeReaderTest {
    private static final Path SHIPPED = Path.of("../configs/recipes/fashion-resnet8.yaml");

    @TempDir
    Path folder;

    @Test
    void readsTheShippedRecipe() {
        Recipe recipe = RecipeReader.read(SHIPPED);
        assertEquals("fashion-resnet8", recipe.architecture());
        assertEquals(
                new TrainingData.Source.FashionImages(Path.of("/usr/share/datasets/fashion-mnist")), recipe.source());
        assertEquals(Goal.CROSS_ENTROPY, recipe.goal());
        assertEquals(new Descent(Descent.Method.NESTEROV, 36, 128, 0.1, 2, 0.9, 5e-4, 0.05, 0.999), recipe.descent());
        assertEquals(new Augmentation(0.5, 2, 0.3, 10), recipe.augmentation());
    }

    static List<String> architectures() {
        return Architectures.names();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyArchitectureHasARecipe(String name) {
        Recipe recipe = RecipeReader.read(Path.of("../configs/recipes/" + name + ".yaml"));
        assertEquals(name, recipe.architecture());
        assertEquals(name, recipe.name());
        boolean fits =
                switch (recipe.source()) {
                    case TrainingData.Source.FashionImages _ -> name.startsWith("fashion-");
                    case TrainingData.Source.CifarStrips _ -> name.startsWith("cifar-");
                    case TrainingData.Source.Generated(String data) -> name.startsWith(data);
                };
        assertTrue(fits, recipe.source().toString());
    }

    @Test
    void foldersStartAtTheFile() throws IOException {
        Path file = changed("/usr/share/datasets/fashion-mnist ", "images ");
        assertEquals(
                new TrainingData.Source.FashionImages(folder.resolve("images")),
                RecipeReader.read(file).source());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs: 36         | epochs: 0         | 'epochs' must be at least 1",
                "epochs: 36         | epoch: 36         | no key is named 'epoch'",
                "seed: 1            | seed: -1          | 'seed' must be at least 0",
                "momentum: 0.9      | momentum: 1       | must be a share of at least 0 and below 1",
                "flip: 0.5          | flip: 2           | must be a probability from 0 to 1",
                "source: fashion-mni| source: mni       | 'source' must be",
                "folder:            | #                 | 'folder' is missing",
                "source: fashion-mnist | source: builtin:burgers | 'folder' does not go with computed samples",
                "architecture: fash | architecture: x   | 'architecture' must be",
                "warm-up-epochs: 2  | warm-up-epochs: 36 | warm-up-epochs must be at least 0 and below epochs",
            })
    void mistakesAreToldWithTheirPlace(String right, String wrong, String problem) throws IOException {
        Path file = changed(right, wrong);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> RecipeReader.read(file))
                .getMessage());
        assertTrue(message.contains(problem), message);
        assertTrue(message.matches("(?s)" + Pattern.quote(file.toString()) + ":\\d+:\\d+: .*"), message);
    }

    private Path changed(String from, String to) throws IOException {
        String text = Files.readString(SHIPPED);
        assertTrue(text.contains(from), from);
        return Files.writeString(folder.resolve("recipe.yaml"), text.replace(from, to));
    }
}
