package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DifferentiableRunnerTest {
    private static final Loss SUM_OF_SQUARES =
            output -> output.mul(output).sum().mul(0.5);

    /** Every operation on two samples, its outputs worked out by hand from ONNX's definitions. */
    static List<Arguments> operations() {
        float inf = Float.POSITIVE_INFINITY;
        Window shifted = new Window(2, 2, 1, 1, 1, 1, 1, 0, 0, 1);
        List<Arguments> cases = new ArrayList<>();
        Shape square = Shape.of(1, 1, 2, 2);
        float[] counting = {1, 2, 3, 4, 5, 6, 7, 8};
        cases.add(Arguments.of(new Op.Relu(), Shape.of(1, 2), floats(-1, 2, 3, -4), floats(0, 2, 3, 0)));
        cases.add(Arguments.of(new Op.Clip(-inf, 6), Shape.of(1, 2), floats(-9, 7, 6, 1), floats(-9, 6, 6, 1)));
        cases.add(Arguments.of(new Op.Clip(0, inf), Shape.of(1, 2), floats(-9, 7, 6, 1), floats(0, 7, 6, 1)));
        cases.add(Arguments.of(
                new Op.MaxPool(Window.square(2, 1, 1), false),
                square,
                floats(-1, -2, -3, -4, 5, 6, 7, 8),
                floats(-1, -1, -2, -1, -1, -2, -3, -3, -4, 5, 6, 6, 7, 8, 8, 7, 8, 8)));
        cases.add(Arguments.of(new Op.MaxPool(Window.square(1, 3, 0), true), square, counting, floats(1, 5)));
        cases.add(Arguments.of(
                new Op.AveragePool(shifted, false, false),
                square,
                counting,
                floats(1.5f, 2, 2.5f, 3, 5.5f, 6, 6.5f, 7)));
        cases.add(Arguments.of(
                new Op.AveragePool(shifted, false, true),
                square,
                counting,
                floats(0.75f, 0.5f, 2.5f, 1.5f, 2.75f, 1.5f, 6.5f, 3.5f)));
        cases.add(Arguments.of(
                new Op.AveragePool(new Window(2, 2, 2, 2, 1, 1, 0, 0, 0, 0), true, true),
                Shape.of(1, 1, 3, 3),
                floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 4),
                floats(3, 4.5f, 7.5f, 9, 0, 0, 0, 4)));
        cases.add(Arguments.of(new Op.GlobalAveragePool(), square, counting, floats(2.5f, 6.5f)));
        cases.add(Arguments.of(new Op.Flatten(1), square, counting, counting));
        cases.add(Arguments.of(new Op.Reshape(List.of(1, -1)), square, counting, counting));
        cases.add(
                Arguments.of(new Op.Transpose(List.of(0, 1, 3, 2)), square, counting, floats(1, 3, 2, 4, 5, 7, 6, 8)));
        cases.add(Arguments.of(
                new Op.Pad(List.of(0, 1, 0, 2), 9), Shape.of(1, 1), floats(1, 2), floats(9, 1, 9, 9, 9, 2, 9, 9)));
        cases.add(Arguments.of(
                new Op.Slice(List.of(-1), List.of(-9), List.of(1), List.of(-2)),
                Shape.of(1, 4),
                counting,
                floats(4, 2, 8, 6)));
        cases.add(Arguments.of(
                new Op.Slice(List.of(0, 1), List.of(2, 3), List.of(2, 3), List.of(1, 1)),
                Shape.of(1, 1, 2, 4),
                floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                floats(1, 2, 5, 6, 9, 10, 13, 14)));
        cases.add(Arguments.of(
                new Op.Softmax(-1),
                Shape.of(1, 2),
                floats(0, (float) Math.log(3), 5, 5),
                floats(0.25f, 0.75f, 0.5f, 0.5f)));
        cases.add(Arguments.of(new Op.Identity(), Shape.of(1, 2), floats(1, 2, 3, 4), floats(1, 2, 3, 4)));
        cases.add(Arguments.of(new Op.Dropout(), Shape.of(1, 2), floats(1, 2, 3, 4), floats(1, 2, 3, 4)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationsWithoutParametersKeepOnnxsMeaning(Op op, Shape shape, float[] input, float[] expected) {
        assertOutput(Graph.builder("g").input("x", shape).node("y", op, "x"), input, expected);
    }

    @Test
    void convPadsEachSideAsAsked() {
        Window window = new Window(2, 2, 1, 1, 1, 1, 1, 0, 0, 1);
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 1, 2, 2))
                .constant("w", Tensor.floats(floats(1, 10, 100, 1000), 1, 1, 2, 2))
                .constant("b", Tensor.floats(floats(0.5f), 1))
                .node("y", new Op.Conv(window, 1), "x", "w", "b");
        assertOutput(
                graph,
                floats(1, 2, 3, 4, 0, 0, 0, 1),
                floats(2100.5f, 200.5f, 4321.5f, 402.5f, 0.5f, 0.5f, 1000.5f, 100.5f));
    }

    @Test
    void convKnowsGroupsStridesAndDilation() {
        Window window = new Window(1, 2, 1, 2, 1, 2, 0, 0, 0, 0);
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 2, 1, 5))
                .constant("w", Tensor.floats(floats(1, 10, 2, 20), 2, 1, 1, 2))
                .node("y", new Op.Conv(window, 2), "x", "w");
        assertOutput(
                graph,
                floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1),
                floats(31, 53, 172, 216, 10, 1, 0, 20));
    }

    @Test
    void gemmScalesTransposesAndAdds() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 2))
                .constant("w", Tensor.floats(floats(1, 2, 3, 4, 5, 6), 3, 2))
                .constant("c", Tensor.floats(floats(1, 2, 3), 3))
                .node("y", new Op.Gemm(0.5f, 10, false, true), "x", "w", "c");
        assertOutput(graph, floats(2, 4, 0, 0), floats(15, 31, 47, 10, 20, 30));
    }

    @Test
    void matMulTakesConstantsAndActivations() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 2, 2))
                .constant("w", Tensor.floats(floats(1, 1, 0, 1), 2, 2))
                .node("a", new Op.MatMul(), "x", "w")
                .node("y", new Op.MatMul(), "a", "x");
        assertOutput(graph, floats(1, 2, 3, 4, 1, 0, 0, 1), floats(10, 14, 24, 34, 1, 1, 0, 1));
    }

    @Test
    void constantsBroadcastOverTheBatch() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 2))
                .constant("c", Tensor.floats(floats(10, 20), 2))
                .constant("d", Tensor.floats(floats(7), 1, 1))
                .node("sum", new Op.Add(), "x", "c")
                .node("y", new Op.Concat(1), "d", "sum");
        assertOutput(graph, floats(1, 2, 3, 4), floats(7, 11, 22, 7, 13, 24));
    }

    @Test
    void normalizationAppliesRunningStatisticsInUse() {
        DifferentiableRunner runner = new DifferentiableRunner(normalization(), Set.of());
        assertArrayEquals(floats(7, 11), runner.infer(floats(3, 5), 2), 1e-5f);
    }

    @Test
    void normalizationAppliesAndRemembersTheBatchInTraining() {
        DifferentiableRunner runner = new DifferentiableRunner(normalization(), List.of("scale"));
        DifferentiableRunner.Step step = runner.step(floats(3, 5, 3, 5), 4, SUM_OF_SQUARES);
        // Mean 4 and variance 1 give −1 and 1, then 4 · ±1 + 5: twice 1 and twice 9.
        assertEquals(82, step.loss(), 1e-3);
        assertEquals(16, gradient(step, "scale")[0], 1e-3);
        assertEquals(0.9 * 2 + 0.1 * 4, runner.values("mean")[0], 1e-6);
        assertEquals(0.9 * 4 + 0.1 * 4 / 3, runner.values("variance")[0], 1e-6);
        assertEquals(0.9 * 2 + 0.1 * 4, runner.graph().floats("mean").data()[0], 1e-6);
    }

    private static Graph normalization() {
        return Graph.builder("g")
                .input("x", Shape.of(1, 1))
                .constant("scale", Tensor.floats(floats(4), 1))
                .constant("bias", Tensor.floats(floats(5), 1))
                .constant("mean", Tensor.floats(floats(2), 1))
                .constant("variance", Tensor.floats(floats(4), 1))
                .node("y", new Op.BatchNormalization(0), "x", "scale", "bias", "mean", "variance")
                .output("y")
                .build();
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        long seed = 7;
        Random random = new Random(seed);
        Graph graph = smallNetwork(random);
        List<String> trained = List.of("conv.weight", "scale", "bias", "shortcut.weight", "fc.weight", "fc.bias");
        DifferentiableRunner runner = new DifferentiableRunner(graph, trained);
        float[] images = normal(random, 3 * 2 * 4 * 4);
        Map<String, float[]> gradients = runner.step(images, 3, SUM_OF_SQUARES).gradients();
        assertEquals(trained, List.copyOf(gradients.keySet()));
        float h = 1e-2f;
        for (String name : trained) {
            float[] values = runner.values(name);
            for (int i = 0; i < values.length; i += Math.max(1, values.length / 7)) {
                float value = values[i];
                values[i] = value + h;
                double above = runner.step(images, 3, SUM_OF_SQUARES).loss();
                values[i] = value - h;
                double below = runner.step(images, 3, SUM_OF_SQUARES).loss();
                values[i] = value;
                double expected = (above - below) / (2 * h);
                double actual = gradient(gradients, name)[i];
                assertEquals(expected, actual, 2e-2 * (1 + Math.abs(expected)), name + "[" + i + "], seed " + seed);
            }
        }
    }

    /** Smooth but for the pooling, so that finite differences are near the truth. */
    private static Graph smallNetwork(Random random) {
        return Graph.builder("g")
                .input("x", Shape.of(1, 2, 4, 4))
                .constant("conv.weight", Tensor.floats(normal(random, 3 * 2 * 3 * 3), 3, 2, 3, 3))
                .constant("shortcut.weight", Tensor.floats(normal(random, 3 * 2), 3, 2, 1, 1))
                .constant("scale", Tensor.floats(floats(1, 0.5f, 2), 3))
                .constant("bias", Tensor.floats(floats(0, 1, -1), 3))
                .constant("mean", Tensor.floats(new float[3], 3))
                .constant("variance", Tensor.floats(floats(1, 1, 1), 3))
                .constant("fc.weight", Tensor.floats(normal(random, 5 * 3), 5, 3))
                .constant("fc.bias", Tensor.floats(normal(random, 5), 5))
                .node("conv", new Op.Conv(new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1), 1), "x", "conv.weight")
                .node("bn", new Op.BatchNormalization(1e-5f), "conv", "scale", "bias", "mean", "variance")
                .node("shortcut", new Op.Conv(Window.square(1, 2, 0), 1), "x", "shortcut.weight")
                .node("add", new Op.Add(), "bn", "shortcut")
                .node("pool", new Op.GlobalAveragePool(), "add")
                .node("flatten", new Op.Flatten(1), "pool")
                .node("fc", new Op.Gemm(1, 1, false, true), "flatten", "fc.weight", "fc.bias")
                .node("y", new Op.Softmax(1), "fc")
                .output("y")
                .build();
    }

    @Test
    void sameStepsGiveTheSameBits() {
        Random random = new Random(3);
        Graph graph = smallNetwork(random);
        float[] images = normal(random, 3 * 2 * 4 * 4);
        DifferentiableRunner one = new DifferentiableRunner(graph, List.of("conv.weight"));
        DifferentiableRunner other = new DifferentiableRunner(graph, List.of("conv.weight"));
        assertArrayEquals(
                gradient(one.step(images, 3, SUM_OF_SQUARES), "conv.weight"),
                gradient(other.step(images, 3, SUM_OF_SQUARES), "conv.weight"));
        assertArrayEquals(one.values("mean"), other.values("mean"));
    }

    @Test
    void theGivenGraphStaysAsItIs() {
        Graph graph = normalization();
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        runner.values("scale")[0] = 100;
        assertEquals(4, graph.floats("scale").data()[0]);
        assertEquals(100, runner.graph().floats("scale").data()[0]);
    }

    static List<Arguments> refusals() {
        return List.of(
                Arguments.of(new Op.Concat(0), "works along its batch"),
                Arguments.of(new Op.Softmax(-3), "works along its batch"),
                Arguments.of(new Op.Transpose(List.of(1, 0, 2)), "whose first axis is no batch of one"),
                Arguments.of(new Op.Pad(List.of(1, 0, 0, 0, 0, 0), 0), "whose first axis is no batch of one"),
                Arguments.of(new Op.Flatten(2), "whose first axis is no batch of one"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatMixesSamplesIsRefusedByNodeName(Op op, String problem) {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 3, 4))
                .node("odd", op, "x")
                .output("odd")
                .build();
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new DifferentiableRunner(graph, Set.of()))
                        .getMessage());
        assertTrue(message.contains("node 'odd'") && message.contains(problem), message);
    }

    @Test
    void quantizersAreRefused() {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 2))
                .constant("scale", Tensor.scalar(1))
                .constant("zero", new Tensor.Codes(Tensor.CodeType.UINT8, Shape.of(), new byte[1]))
                .node("codes", new Op.QuantizeLinear(0), "x", "scale", "zero")
                .output("codes")
                .build();
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new DifferentiableRunner(graph, Set.of()))
                        .getMessage());
        assertTrue(message.contains("node 'codes' (QuantizeLinear) has no useful gradient"), message);
    }

    @Test
    void inputsAreFedInTheGraphsOrder() {
        Graph graph = Graph.builder("g")
                .input("rows", Shape.of(1, 2, 1))
                .input("columns", Shape.of(1, 1, 2))
                .node("y", new Op.MatMul(), "rows", "columns")
                .output("y")
                .build();
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        float[] products = runner.infer(List.of(floats(1, 2, 3, 4), floats(5, 6, 7, 8)), 2);
        assertArrayEquals(floats(5, 6, 10, 12, 21, 24, 28, 32), products, 0);
        assertThrows(IllegalArgumentException.class, () -> runner.infer(floats(1, 2), 1));
    }

    @Test
    void unknownConstantsAndWrongBatchesAreRefused() {
        Graph graph = normalization();
        assertThrows(IllegalArgumentException.class, () -> new DifferentiableRunner(graph, List.of("y")));
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        assertThrows(IllegalArgumentException.class, () -> runner.infer(floats(1, 2, 3), 2));
        assertThrows(IllegalArgumentException.class, () -> runner.infer(floats(), 0));
    }

    /** Runs two samples together and each alone. */
    private static void assertOutput(Graph.Builder builder, float[] input, float[] expected) {
        DifferentiableRunner runner =
                new DifferentiableRunner(builder.output("y").build(), Set.of());
        assertArrayEquals(expected, runner.infer(input, 2), 1e-6f);
        float[] first = runner.infer(Arrays.copyOf(input, input.length / 2), 1);
        assertArrayEquals(Arrays.copyOf(expected, expected.length / 2), first, 1e-6f);
    }

    private static float[] gradient(DifferentiableRunner.Step step, String name) {
        return gradient(step.gradients(), name);
    }

    private static float[] gradient(Map<String, float[]> gradients, String name) {
        return Objects.requireNonNull(gradients.get(name), name);
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] floats(float... values) {
        return values;
    }
}
