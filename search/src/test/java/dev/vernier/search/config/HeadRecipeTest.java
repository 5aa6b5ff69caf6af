package dev.vernier.search.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadRecipeTest {
    private static final String RECIPE = "{name: net, encoder: enc.onnx, head-for: run.yaml, samples: 30}";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeWhatItNames() throws IOException {
        Files.writeString(folder.resolve("enc.onnx"), "");
        run("source: builtin:fashion-mnist, test: 20");
    }

    private void run(String data) throws IOException {
        Files.writeString(folder.resolve("run.yaml"), "{model: net.onnx, data: {" + data + "}}");
    }

    private Path recipe(String text) throws IOException {
        return Files.writeString(folder.resolve("recipe.yaml"), text);
    }

    private String refusal(String text) throws IOException {
        Path file = recipe(text);
        return assertThrows(InvalidInputException.class, () -> HeadRecipe.read(file))
                .toString();
    }

    @Test
    void theEncoderTakesThePlaceOfTheModelAndIsPooled() throws IOException {
        HeadRecipe recipe = HeadRecipe.read(recipe(RECIPE));

        assertEquals(folder.resolve("enc.onnx").toString(), recipe.run().model());
        assertTrue(recipe.run().pooled());
        assertEquals(30, recipe.samples());
        assertEquals(1e-4, recipe.decay());
    }

    @Test
    void otherRecipesAreToldApart() throws IOException {
        assertTrue(HeadRecipe.isIn(recipe(RECIPE)));
        assertFalse(HeadRecipe.isIn(recipe("{name: net, architecture: fashion-dscnn}")));
    }

    @Test
    void whatItLacksIsToldAtItsPlace() throws IOException {
        assertTrue(refusal(RECIPE.replace("enc.onnx", "end.onnx")).contains("recipe.yaml:1:"), "no encoder");
        assertTrue(refusal(RECIPE.replace("30", "0")).contains("'samples' must be a number of samples"), "no samples");
        Files.writeString(folder.resolve("x.csv"), "x,y\n1,0\n2,1\n");
        run("source: csv, table: x.csv, label: y, test: all");
        assertTrue(refusal(RECIPE).contains("none is left to train on"), "no samples left");
    }
}
