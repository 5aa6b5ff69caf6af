package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.search.front.FrontFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Searches over recurrent networks that read an image row by row and tell on which side it is brighter. */
class RecurrentSearchTest {
    private static final int SIDE = 8;
    private static final int HIDDEN = 6;

    @TempDir
    Path folder;

    /** @param candidate the gate of the operator that is no gate */
    @ParameterizedTest
    @CsvSource({"LSTM, 4, 3", "GRU, 3, 2"})
    void recurrentNetworksAreSearchedExportedAndVerified(String operator, int gates, int candidate) throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        OnnxWriter.write(
                network(operator, gates, candidate), folder.resolve("recurrent.onnx"), OnnxWriter.Options.defaults());
        Path config = inputs.config(
                "recurrent",
                SmallInputs.npyConfig()
                        .replace("model.onnx", "recurrent.onnx")
                        .replace("pin: { fc: 8/8 }", "pin: { cell/recurrent: 8/8 }"));
        Path run = folder.resolve("run");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertTrue(front.baselines().getFirst().test().orElseThrow().value() > 0.9, "it tells the sides apart");
        JsonNode verifications =
                new JsonMapper().readTree(run.resolve("verification.json").toFile());
        assertFalse(verifications.isEmpty());
        for (JsonNode verification : verifications) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
        }
        Path again = folder.resolve("again");
        String[] oneThread = {"search", config.toString(), "--out", again.toString(), "--set", "execution.threads=1"};
        assertEquals(0, Invocation.of(oneThread).exitCode());
        assertArrayEquals(
                Files.readAllBytes(run.resolve("front.json")), Files.readAllBytes(again.resolve("front.json")));

        Invocation inspect =
                Invocation.of("inspect", folder.resolve("recurrent.onnx").toString());
        assertTrue(inspect.out().matches("(?s).*\\Rcell/recurrent +recurrent +.*search takes it.*"), inspect.out());
    }

    /** The candidates see which half of a row is brighter; the gates hardly see anything. */
    private static Graph network(String operator, int gates, int candidate) {
        Random random = new Random(5);
        float[] w = noise(random, gates * HIDDEN * SIDE, 0.05);
        float[] readout = noise(random, 2 * HIDDEN, 0.05);
        for (int unit = 0; unit < HIDDEN; unit++) {
            int sign = unit % 2 == 0 ? 1 : -1;
            for (int x = 0; x < SIDE; x++) {
                w[(candidate * HIDDEN + unit) * SIDE + x] += sign * (x < SIDE / 2 ? 0.4f : -0.4f);
            }
            readout[unit] += sign;
            readout[HIDDEN + unit] -= sign;
        }
        TensorType last = new TensorType(ElementType.FLOAT, Shape.of(1, 1, HIDDEN));
        TensorType all = new TensorType(ElementType.FLOAT, Shape.of(SIDE, 1, 1, HIDDEN));
        Map<String, Attribute> attributes = Map.of("hidden_size", new Attribute.Whole(HIDDEN));
        return Graph.builder("recurrent")
                .opsets(Map.of("", 17))
                .input("image", Shape.of(1, 1, SIDE, SIDE))
                .constant("w", Tensor.floats(w, 1, gates * HIDDEN, SIDE))
                .constant("r", Tensor.floats(noise(random, gates * HIDDEN * HIDDEN, 0.3), 1, gates * HIDDEN, HIDDEN))
                .constant("b", Tensor.floats(noise(random, 2 * gates * HIDDEN, 0.1), 1, 2 * gates * HIDDEN))
                .constant("wf", Tensor.floats(readout, 2, HIDDEN))
                .node("rows", new Op.Reshape(List.of(SIDE, 1, SIDE)), "image")
                .node(new Node(
                        "cell",
                        new Op.Other("", operator, new TreeMap<>(attributes), List.of(all, last)),
                        List.of("rows", "w", "r", "b"),
                        List.of("", "last")))
                .node("flat", new Op.Reshape(List.of(1, HIDDEN)), "last")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "wf")
                .output("fc")
                .build();
    }

    private static float[] noise(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
