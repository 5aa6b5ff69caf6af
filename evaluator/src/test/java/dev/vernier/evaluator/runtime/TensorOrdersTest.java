package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.WeightOrder;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.quantize.WeightCodes;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that read the same tensors as images and as matrices: which order is chosen, and that it changes no result. */
class TensorOrdersTest {
    private static final Op.Conv POINTWISE = new Op.Conv(Window.square(1, 1, 0), 1);
    private static final Op.MaxPool POOL = new Op.MaxPool(Window.square(3, 1, 1), false);
    private static final Op.Conv POINTWISE_ROW = new Op.Conv(Window.ofRow(Span.SINGLE), 1);
    private static final Op.MaxPool ROW_POOL = new Op.MaxPool(Window.ofRow(new Span(3, 2, 1, 1, 1)), false);

    /** @param images the tensors with channels innermost */
    record Case(String name, Graph graph, List<String> images) {
        static Case of(String name, Graph.Builder graph, String... images) {
            return new Case(name, graph.output("y").build(), List.of(images));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(imagesAllTheWay(), attention(), productOfPooled(), rows());
    }

    static Stream<Arguments> casesAndWidths() {
        return cases().stream().flatMap(each -> Stream.of(arguments(each, 8), arguments(each, 16)));
    }

    /** Images all the way to a classifier. */
    private static Case imagesAllTheWay() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 4, 5, 5))
                .constant("w", weights(4, 4, 1, 1))
                .constant("v", weights(100, 3))
                .node("c", POINTWISE, "x", "w")
                .node("r", new Op.Relu(), "c")
                .node("p", POOL, "r")
                .node("s", new Op.Add(), "p", "r")
                .node("d", POINTWISE, "s", "w")
                .node("f", new Op.Flatten(1), "d")
                .node("y", new Op.Gemm(1, 1, false, false), "f", "v");
        return Case.of("images", graph, "x", "r", "p", "s", "d");
    }

    /** Heads of attention are matrices, whose second axis counts nothing that a kernel wants together. */
    private static Case attention() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 5, 6))
                .constant("w", weights(6, 6))
                .node("q", new Op.MatMul(), "x", "w")
                .node("heads", new Op.Reshape(List.of(1, 5, 2, 3)), "q")
                .node("left", new Op.Transpose(List.of(0, 2, 1, 3)), "heads")
                .node("k", new Op.MatMul(), "x", "w")
                .node("others", new Op.Reshape(List.of(1, 5, 2, 3)), "k")
                .node("right", new Op.Transpose(List.of(0, 2, 3, 1)), "others")
                .node("y", new Op.MatMul(), "left", "right");
        return Case.of("attention", graph);
    }

    /** A product reads what a pooling leaves: everything element-wise beside it is row-major as well. */
    private static Case productOfPooled() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 3, 4, 4))
                .constant("w", weights(3, 3, 1, 1))
                .node("c", POINTWISE, "x", "w")
                .node("p", POOL, "c")
                .node("k", POINTWISE, "x", "w")
                .node("m", new Op.MatMul(), "p", "k")
                .node("s", new Op.Add(), "m", "c")
                .node("d", POINTWISE, "s", "w")
                .node("b", POOL, "d")
                .node("y", new Op.Concat(1), "b", "s");
        return Case.of("a product of pooled images", graph, "x", "d", "b");
    }

    /** The classes of a sequence, its channels innermost, and its positions mixed by a matrix. */
    private static Case rows() {
        Graph.Builder graph = Graph.builder("g")
                .input("x", Shape.of(1, 3, 9))
                .constant("w", weights(3, 3, 1))
                .constant("v", weights(5, 4))
                .node("c", POINTWISE_ROW, "x", "w")
                .node("p", ROW_POOL, "c")
                .node("d", POINTWISE_ROW, "p", "w")
                .node("r", new Op.Relu(), "d")
                .node("e", POINTWISE_ROW, "r", "w")
                .node("m", new Op.MatMul(), "e", "v")
                .node("s", new Op.Slice(List.of(0), List.of(4), List.of(2), List.of(1)), "r")
                .node("y", new Op.Add(), "m", "s");
        return Case.of("rows", graph, "x", "c", "p", "r");
    }

    private static Tensor weights(int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        SplittableRandom random = new SplittableRandom(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-1, 2);
        }
        return Tensor.floats(values, shape);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void imagesHaveTheirChannelsInnermost(Case each) {
        NetworkLayout layout = NetworkLayout.of(each.graph(), 8);
        TensorOrders orders = TensorOrders.of(layout);
        List<String> images = Stream.concat(
                        Stream.of("x"), layout.stages().stream().flatMap(stage -> stage.outputs().stream()))
                .filter(tensor -> !orders.of(tensor).isRowMajor())
                .toList();
        assertEquals(each.images(), images);
    }

    @ParameterizedTest
    @MethodSource("casesAndWidths")
    void resultsAreOnnxRuntimes(Case each, int bits) {
        NetworkLayout layout = NetworkLayout.of(each.graph(), 8);
        QuantizedNetwork network = exact(layout, bits);
        WholeNumbers samples = new WholeNumbers(each.graph().shape("x"), -1, 3);
        float[] expected = samples.throughOnnxRuntime(each.graph());
        assertTrue(IntStream.range(0, expected.length)
                        .mapToObj(i -> expected[i])
                        .distinct()
                        .count()
                > 4);
        for (Kernels kernels : List.of(new ScalarKernels(), KernelSelection.select())) {
            try (IntegerRunner runner = new IntegerRunner(layout, kernels, samples, 1)) {
                assertArrayEquals(expected, runner.run(network, samples.size()), kernels.level());
            }
        }
        float[] first = new SampleRunner(network, KernelSelection.select()).run(samples.sample(0));
        assertArrayEquals(Arrays.copyOf(expected, first.length), first);
    }

    /** The network on codes that stand for whole numbers. */
    private static QuantizedNetwork exact(NetworkLayout layout, int bits) {
        List<Precision> precisions = Collections.nCopies(layout.layers().size(), new Precision(8, bits));
        List<QuantizedLayer> layers = layout.layersWithWeights().stream()
                .map(layer -> exact(layer, layout.graph().floats(layer.weights())))
                .toList();
        List<ActivationQuantizer> quantizers = layout.quantizers().stream()
                .map(group -> group.rightOf().isPresent()
                        ? ActivationQuantizer.symmetric(127, 8)
                        : new ActivationQuantizer(bits, 1, 1 << (bits - 1)))
                .toList();
        return new QuantizedNetwork(PrecisionPlan.of(layout, precisions), layers, quantizers);
    }

    private static QuantizedLayer exact(Layer layer, Tensor.Floats stored) {
        WeightOrder order = WeightOrder.of(layer);
        int channels = layer.workload().outputChannels();
        byte[] codes = new byte[stored.data().length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) stored.data()[order.place(i)];
        }
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return new QuantizedLayer(
                new QuantizedWeights(8, WeightCodes.RESTRICTED, codes, ones, new byte[channels]),
                new int[channels],
                ones);
    }
}
