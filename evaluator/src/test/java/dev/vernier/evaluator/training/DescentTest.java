package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescentTest {
    @Test
    void nesterovMovesAsWorkedOutByHand() {
        NesterovDescent descent = new NesterovDescent(0.5);
        float[] weights = {1};
        // g = 2 + 0.1·1 = 2.1; v = 2.1; w = 1 − 0.1·(2.1 + 0.5·2.1) = 0.685
        descent.move("w", weights, new float[] {2}, 0.1, 0.1, 0);
        assertArrayEquals(new float[] {0.685f}, weights, 1e-6f);
        // g = 0.0685; v = 0.5·2.1 + 0.0685 = 1.1185; w = 0.685 − 0.1·(0.0685 + 0.55925)
        descent.move("w", weights, new float[] {0}, 0.1, 0.1, 1);
        assertArrayEquals(new float[] {0.622225f}, weights, 1e-6f);
    }

    @Test
    void adamMovesAsWorkedOutByHand() {
        AdamDescent descent = new AdamDescent(0.5);
        float[] weights = {1};
        // m = 1 and v = 0.004, corrected 2 and 4: (1 − 0.1·0.2)·1 − 0.1·2/2 = 0.88
        descent.move("w", weights, new float[] {2}, 0.1, 0.2, 0);
        assertArrayEquals(new float[] {0.88f}, weights, 1e-6f);
        // m = 0 and v = 0.004996, so that only the decay is left: 0.98·0.88
        descent.move("w", weights, new float[] {-1}, 0.1, 0.2, 1);
        assertArrayEquals(new float[] {0.8624f}, weights, 1e-6f);
    }

    @Test
    void averageForgetsTheStartQuicklyAtFirst() {
        WeightAverage average = new WeightAverage(0.9);
        float[] values = {0};
        average.add("w", values, 0);
        values[0] = 11;
        average.add("w", values, 1);
        // Keeps min(0.9, 2/11): 0 + 9/11 · 11.
        assertEquals(9, average.averages().values().iterator().next()[0], 1e-5);
        average.add("w", values, 1_000_000);
        assertEquals(9.2, average.averages().values().iterator().next()[0], 1e-5);
    }

    @Test
    void learningRateWarmsUpAndThenFallsAlongACosine() {
        Descent descent = new Descent(Descent.Method.NESTEROV, 10, 2, 0.4, 2, 0.9, 0, 0, 0);
        assertEquals(0.4 / 21, descent.learningRateAt(0, 10), 1e-12);
        assertEquals(0.4 * 20 / 21, descent.learningRateAt(19, 10), 1e-12);
        assertEquals(0.4, descent.learningRateAt(20, 10), 1e-12);
        assertEquals(0.2, descent.learningRateAt(60, 10), 1e-12);
        assertTrue(descent.learningRateAt(99, 10) < 0.001);
    }

    @Test
    void crossEntropyOfSmoothedLabelsIsTheTextbooks() {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 2))
                .constant("c", Tensor.floats(new float[2], 2))
                .node("y", new Op.Add(), "x", "c")
                .output("y")
                .build();
        DifferentiableRunner runner = new DifferentiableRunner(graph, List.of("c"));
        float[] logits = {0, (float) Math.log(3)};
        DifferentiableRunner.Step step = runner.step(logits, 1, new CrossEntropy(new int[] {1}, 2, 0.2));
        // Probabilities ¼ and ¾, targets 0.1 and 0.9.
        assertEquals(-0.1 * Math.log(0.25) - 0.9 * Math.log(0.75), step.loss(), 1e-6);
        assertArrayEquals(
                new float[] {0.15f, -0.15f},
                step.gradients().values().iterator().next(),
                1e-6f);
    }

    @Test
    void shippedArchitectureIsAsDescribed() {
        Graph graph = Architectures.create("fashion-resnet8", 1).graph();
        assertEquals(Shape.of(1, 16, 28, 28), graph.shape("relu1"));
        assertEquals(Shape.of(1, 32, 14, 14), graph.shape("block1.relu2"));
        assertEquals(Shape.of(1, 40, 7, 7), graph.shape("block2.relu2"));
        assertEquals(Shape.of(1, 48, 4, 4), graph.shape("block3.relu2"));
        assertEquals(Shape.of(1, 10), graph.shape("logits"));
        Set<String> running = DifferentiableRunner.runningStatistics(graph);
        long parameters = graph.constants().entrySet().stream()
                .filter(entry -> !running.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().shape().elements())
                .sum();
        // Convolutions 144 + 14,336 + 27,200 + 39,936, normalization 2·(16 + 3·32 + 3·40 + 3·48), classifier 490.
        assertEquals(82_858, parameters);
    }

    @Test
    void freshWeightsHaveHesDeviation() {
        float[] weights = Architectures.create("fashion-resnet8", 1)
                .graph()
                .floats("block3.conv2.weight")
                .data();
        double sum = 0;
        for (float weight : weights) {
            sum += weight * weight;
        }
        assertEquals(2.0 / (48 * 9), sum / weights.length, 0.05 * 2.0 / (48 * 9));
        assertArrayEquals(
                weights,
                Architectures.create("fashion-resnet8", 1)
                        .graph()
                        .floats("block3.conv2.weight")
                        .data());
    }
}
