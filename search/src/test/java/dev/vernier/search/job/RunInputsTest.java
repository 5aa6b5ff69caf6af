package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.config.RunConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that leaves the extents of its images open gets them from the configuration, else from the data. */
class RunInputsTest {
    @TempDir
    private Path folder = Path.of("");

    /** The built-in model with the two extents of 28 left open: as a number and as a name, a dimension takes two bytes. */
    @BeforeEach
    void writeModel() throws IOException {
        byte[] fixed;
        try (InputStream model = BuiltinModels.class.getResourceAsStream("fashion-resnet8.onnx")) {
            fixed = Objects.requireNonNull(model).readAllBytes();
        }
        String text = new String(fixed, StandardCharsets.ISO_8859_1);
        String open = text.replace("\n\2\10\34", "\n\2\22\0");
        assertEquals(3, text.split("\n\2\10\34", -1).length, "two dimensions");
        Files.write(folder.resolve("open.onnx"), open.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Graph open(String shapes) throws IOException {
        Path config = Files.writeString(folder.resolve("run.yaml"), """
                model: open.onnx
                data: {source: builtin:fashion-mnist}
                """ + shapes);
        return RunInputs.open(RunConfigReader.read(config, List.of())).graph();
    }

    @Test
    void openDimensionsAreThoseOfTheData() throws IOException {
        Graph graph = open("");
        assertEquals(Shape.of(1, 1, 28, 28), graph.shape(graph.inputs().getFirst()));
    }

    @Test
    void theConfigurationGoesBeforeTheData() {
        var refusal = assertThrows(InvalidInputException.class, () -> open("input-shapes: {image: [1, 32, 32]}"));
        assertTrue(refusal.problem().contains("takes samples of shape 1×32×32"), refusal.toString());
    }
}
