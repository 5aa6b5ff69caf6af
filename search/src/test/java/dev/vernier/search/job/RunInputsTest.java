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
import java.util.Optional;
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

    private RunInputs weightOnly(String hardware) throws IOException {
        Path config = Files.writeString(folder.resolve("run.yaml"), """
                model: builtin:fashion-resnet8
                data: {source: builtin:fashion-mnist}
                space: {activation-bits: [32], weight-group: 64}
                hardware: [%s]
                """.formatted(hardware));
        return RunInputs.open(RunConfigReader.read(config, List.of()));
    }

    @Test
    void uniformPlansKeepActivationsInFloatingPointWhereTheSpaceDoes() throws IOException {
        RunInputs inputs = weightOnly("cpu-x86-onnxruntime");
        String scheme = "-per-channel-symmetric-float-any-group-64";
        assertEquals(
                List.of("uniform-8" + scheme, "uniform-6" + scheme, "uniform-4" + scheme),
                inputs.uniformPlans().stream().map(Baselines.Uniform::id).toList());
        Baselines.Uniform four = inputs.uniformPlan("uniform-4/32").orElseThrow();
        assertEquals("uniform-4", four.name());
        assertTrue(four.candidate().plan().key().matches("4/32( 4/32)*"));
        assertEquals(Optional.empty(), inputs.uniformPlan("uniform-4/8"));
    }

    @Test
    void devicesWithoutNarrowWeightsBesideFloatsAreRefused() {
        var refusal = assertThrows(InvalidInputException.class, () -> weightOnly("cpu-x86-vnni"));
        assertTrue(
                refusal.getMessage()
                        .endsWith("run.yaml:4:12: profile 'cpu-x86-vnni' computes no layer with narrow weights beside"
                                + " activations in floating point, which 'activation-bits: [32]' asks for. Maybe take"
                                + " 'cpu-arm-cortex-a76' or 'cpu-x86-onnxruntime' or 'gpu-nvidia-a100', or let"
                                + " activations have 8 bits."),
                refusal.getMessage());
        var convolutions = assertThrows(InvalidInputException.class, () -> weightOnly("gpu-nvidia-a100"));
        assertTrue(
                convolutions.getMessage().endsWith("that it has for conv layers: 32/32."), convolutions.getMessage());
    }

    @Test
    void theConfigurationGoesBeforeTheData() {
        var refusal = assertThrows(InvalidInputException.class, () -> open("input-shapes: {image: [1, 32, 32]}"));
        assertTrue(refusal.problem().contains("takes samples of shape 1×32×32"), refusal.toString());
    }
}
