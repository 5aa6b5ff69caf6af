package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The differentiable runner gives what ONNX Runtime gives for the same graph written to a file. */
class OnnxRuntimeAgreementTest {
    private static final long SEED = 11;
    private static final int BATCH = 3;

    static List<Arguments> operations() {
        return DifferentiableRunnerTest.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationsAgree(Op op, Shape shape, float[] input, float[] output) {
        Graph.Builder graph = Graph.builder("g").input("x", shape).node("y", op, "x");
        assertAgrees(graph.output("y").build());
    }

    @Test
    void poolingsWithUnevenPaddingAgree() {
        Window window = new Window(3, 2, 2, 3, 1, 1, 1, 0, 2, 1);
        for (boolean ceil : new boolean[] {false, true}) {
            for (Op op : List.of(
                    new Op.MaxPool(window, ceil),
                    new Op.AveragePool(window, ceil, false),
                    new Op.AveragePool(window, ceil, true))) {
                Graph.Builder graph =
                        Graph.builder("g").input("x", Shape.of(1, 2, 7, 9)).node("y", op, "x");
                assertAgrees(graph.output("y").build());
            }
        }
    }

    @Test
    void convolutionsAgree() {
        Random random = new Random(SEED);
        Window odd = new Window(3, 2, 2, 1, 1, 2, 0, 1, 2, 3);
        assertAgrees(Graph.builder("g")
                .input("x", Shape.of(1, 4, 9, 8))
                .constant("grouped.weight", tensor(random, 6, 2, 3, 2))
                .constant("grouped.bias", tensor(random, 6))
                .constant("depthwise.weight", tensor(random, 6, 1, 3, 3))
                .node("grouped", new Op.Conv(odd, 2), "x", "grouped.weight", "grouped.bias")
                .node("relu", new Op.Relu(), "grouped")
                .node("depthwise", new Op.Conv(Window.square(3, 1, 1), 6), "relu", "depthwise.weight")
                .output("depthwise")
                .build());
    }

    @Test
    void wholeNetworksAgree() {
        Random random = new Random(SEED);
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 3, 8, 8))
                .constant("conv.weight", tensor(random, 4, 3, 3, 3))
                .constant("scale", tensor(random, 4))
                .constant("bias", tensor(random, 4))
                .constant("mean", tensor(random, 4))
                .constant("variance", Tensor.floats(new float[] {0.5f, 1, 2, 3}, 4))
                .constant("offset", tensor(random, 1, 4, 1, 1))
                .constant("fc.weight", tensor(random, 8, 5))
                .node("conv", new Op.Conv(Window.square(3, 2, 1), 1), "x", "conv.weight")
                .node("bn", new Op.BatchNormalization(1e-5f), "conv", "scale", "bias", "mean", "variance")
                .node("add", new Op.Add(), "bn", "offset")
                .node("concat", new Op.Concat(1), "add", "bn")
                .node("pool", new Op.GlobalAveragePool(), "concat")
                .node("flatten", new Op.Flatten(1), "pool")
                .node("fc", new Op.MatMul(), "flatten", "fc.weight")
                .node("y", new Op.Softmax(1), "fc");
        assertAgrees(graph.output("y").build());
    }

    private static void assertAgrees(Graph graph) {
        Shape batched = graph.shape(graph.inputs().getFirst());
        Shape sample = Shape.of(Arrays.copyOfRange(batched.toArray(), 1, batched.rank()));
        float[] samples = normal(new Random(SEED), Math.toIntExact(BATCH * sample.elements()));
        float[] ours = new DifferentiableRunner(graph, Set.of()).infer(samples, BATCH);
        byte[] file = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner reference = new FloatRunner(file, FloatRunner.Fusion.OFF, 1)) {
            float[] theirs = reference.run(samples, BATCH, sample).getFirst();
            assertArrayEquals(theirs, ours, 1e-4f, graph.nodes() + ", seed " + SEED);
        }
    }

    private static Tensor tensor(Random random, int... extents) {
        Shape shape = Shape.of(extents);
        return new Tensor.Floats(shape, normal(random, Math.toIntExact(shape.elements())));
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
