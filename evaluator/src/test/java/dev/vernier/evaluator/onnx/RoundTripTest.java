package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ONNX Runtime computes the same from a model, from what we read and write of it, and from what folding makes of that;
 * on one sample and, where the model's batch is open, on three.
 */
class RoundTripTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.onnx.ModelCases#all")
    void keepsWhatTheModelComputes(ModelCases.Case model) throws OrtException {
        byte[] original = model.builder().bytes();
        OnnxModel read = OnnxReader.read(original, model.name());
        Graph graph = read.graph();
        // ONNX Runtime's kernels change with the opset, in the last bits.
        OnnxWriter.Options options = OnnxWriter.Options.defaults().withOpset(Math.max(13, read.opset()));
        byte[] copied = OnnxWriter.toBytes(graph, options);
        byte[] folded = OnnxWriter.toBytes(Folding.fold(graph), options);
        Map<String, Shape> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input, graph.shape(input)));
        for (int batch : model.batches()) {
            Map<String, OrtRunner.Result> expected = OrtRunner.run(original, inputs, batch);
            assertSame(expected, OrtRunner.run(copied, inputs, batch), 0);
            assertSame(expected, OrtRunner.run(folded, inputs, batch), 1e-5);
            if (batch == 1) {
                expected.forEach((name, result) -> assertEquals(result.shape(), graph.shape(name)));
            }
        }
    }

    private static void assertSame(
            Map<String, OrtRunner.Result> expected, Map<String, OrtRunner.Result> actual, double tolerance) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, result) -> {
            OrtRunner.Result other = Objects.requireNonNull(actual.get(name));
            assertEquals(result.shape(), other.shape());
            float largest = 0;
            for (float value : result.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertArrayEquals(result.values(), other.values(), (float) (tolerance * largest), name);
        });
    }
}
