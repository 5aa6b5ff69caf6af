package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.runtime.FloatRunner;
import org.junit.jupiter.api.Test;

class LinearHeadTest {
    /** Where the feature is 1 three of four samples are of class 1, where it is −1 one of four. */
    private static final float[] FEATURES = {1, 1, 1, 1, -1, -1, -1, -1};

    private static final int[] LABELS = {1, 1, 1, 0, 0, 0, 0, 1};

    @Test
    void scoresDifferByTheLogarithmOfTheOdds() {
        LinearHead head = LinearHead.fit(FEATURES, LABELS, 2, 1e-6);

        float[] weights = head.weights();
        assertEquals(Math.log(3), weights[1] - weights[0], 1e-3);
        assertEquals(0, head.bias()[1] - head.bias()[0], 1e-3);
        assertEquals(0.75, head.accuracy(FEATURES, LABELS));
    }

    @Test
    void decayHoldsWeightsBack() {
        assertEquals(0, LinearHead.fit(FEATURES, LABELS, 2, 1000).weights()[1], 1e-3);
    }

    @Test
    void standsBehindTheNetworkThatLeavesTheFeatures() {
        Graph network = Graph.builder("features")
                .input("x", Shape.of(1, 2))
                .node("head", new Op.Relu(), "x")
                .output("head")
                .build();
        LinearHead head = new LinearHead(new float[] {1, 2, 3, 4, 5, 6}, new float[] {10, 20, 30});

        byte[] model = OnnxWriter.toBytes(head.append(network), OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            assertArrayEquals(
                    new float[] {12, 26, 40},
                    runner.run(new float[] {2, -1}, 1, Shape.of(2)).getFirst());
        }
    }

    @Test
    void samplesMustHaveAsManyFeatures() {
        assertThrows(IllegalArgumentException.class, () -> LinearHead.fit(new float[7], LABELS, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> LinearHead.fit(FEATURES, LABELS, 2, 0));
    }
}
