package dev.vernier.evaluator.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.runtime.FloatRunner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeanPoolingTest {
    private static final TensorType MASK = new TensorType(ElementType.INT64, Shape.of(1, 3));

    /** Three tokens of two features; the name of its output is one that pooling would take. */
    private static Graph.Builder encoder(int opset) {
        return Graph.builder("encoder")
                .opsets(opset == 0 ? Map.of() : Map.of("", opset))
                .input("states", Shape.of(1, 3, 2))
                .input("attention_mask", MASK)
                .node("pool_sum", new Op.Relu(), "states");
    }

    private static float[] run(Graph graph, float... mask) {
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            return runner.run(new SampleBatch(
                            1, List.of(Shape.of(3, 2), Shape.of(3)), List.of(new float[] {1, 5, 5, 3, 100, 200}, mask)))
                    .getFirst();
        }
    }

    /** Reductions take their axes as an attribute before opset 13, and as an input from then on; 0 stands for none. */
    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 13, 17, 21})
    void onlyTokensThatTheMaskKeepsCount(int opset) {
        Graph pooled = MeanPooling.append(encoder(opset).output("pool_sum").build());

        assertEquals(Shape.of(1, 2), pooled.shape(pooled.outputs().getFirst()));
        // The mean of (1, 5) and (5, 3) is (3, 4), whose length is 5.
        assertArrayEquals(new float[] {0.6f, 0.8f}, run(pooled, 1, 1, 0), 1e-6f);
        assertArrayEquals(
                new float[] {1 / (float) Math.sqrt(26), 5 / (float) Math.sqrt(26)}, run(pooled, 1, 0, 0), 1e-6f);
    }

    @Test
    void whatHasNoStatesOrNoMaskIsRefused() {
        assertTrue(
                refusal(encoder(17).output("pool_sum").output("states").build()).contains("pool_sum, states"));
        assertTrue(refusal(encoder(17).output("attention_mask").build()).contains("one vector for each token"));
        Graph unmasked = Graph.builder("encoder")
                .input("states", Shape.of(1, 3, 2))
                .node("y", new Op.Relu(), "states")
                .output("y")
                .build();
        assertTrue(refusal(unmasked).contains("no input 'attention_mask' of shape 1×3"), refusal(unmasked));
    }

    private static String refusal(Graph graph) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> MeanPooling.append(graph))
                .getMessage());
    }
}
