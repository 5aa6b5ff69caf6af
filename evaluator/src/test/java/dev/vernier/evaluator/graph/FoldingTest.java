package dev.vernier.evaluator.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The forms that folding leaves. That it keeps what a graph computes is shown against ONNX Runtime elsewhere. */
class FoldingTest {
    private static final Op.Gemm NORMAL = new Op.Gemm(1, 1, false, true);

    private static Graph.Builder image() {
        return Graph.builder("test").input("x", Shape.of(1, 2, 4, 4));
    }

    private static Graph.Builder row() {
        return Graph.builder("test").input("x", Shape.of(1, 2));
    }

    private static Graph fold(Graph.Builder builder, String... outputs) {
        for (String output : outputs) {
            builder.output(output);
        }
        return Folding.fold(builder.build());
    }

    private static List<String> types(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().type()).toList();
    }

    private static Graph.Builder normalisation(Graph.Builder builder) {
        return builder.constant("scale", Tensor.floats(new float[] {2, 3}, 2))
                .constant("shift", Tensor.floats(new float[] {0.5f, -0.5f}, 2))
                .constant("mean", Tensor.floats(new float[] {1, 2}, 2))
                .constant("variance", Tensor.floats(new float[] {3.75f, 8.75f}, 2));
    }

    private static Node normalise(String input) {
        return new Node(
                "bn", new Op.BatchNormalization(0.25f), List.of(input, "scale", "shift", "mean", "variance"), "y");
    }

    @Test
    void normalisationBecomesPartOfTheConvolution() {
        Graph graph = fold(
                normalisation(image())
                        .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                        .constant("b", Tensor.floats(new float[] {3, 5}, 2))
                        .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "x", "w", "b")
                        .node(normalise("conv")),
                "y");
        Node conv = graph.nodes().getFirst();
        assertEquals(List.of("Conv"), types(graph));
        assertEquals("conv", conv.name());
        assertEquals("y", conv.output());
        // The deviations are √4 = 2 and √9 = 3, so both channels are multiplied by 1.
        assertArrayEquals(new float[] {1, 2, 3, 4}, graph.floats(conv.input(1)).data());
        assertArrayEquals(new float[] {2.5f, 2.5f}, graph.floats(conv.input(2)).data());
    }

    @Test
    void constantsAddedOneAfterTheOtherBecomeTheBias() {
        Graph graph = fold(
                image().constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                        .constant("two", Tensor.floats(new float[] {10, 20}, 2, 1, 1))
                        .constant("one", Tensor.floats(new float[] {100}, 1))
                        .constant("image", Tensor.floats(new float[16], 1, 1, 4, 4))
                        .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "x", "w")
                        .node("p", new Op.Add(), "conv", "two")
                        .node("q", new Op.Add(), "one", "p")
                        .node("y", new Op.Add(), "q", "image"),
                "y");
        Node conv = graph.nodes().getFirst();
        assertEquals(List.of("Conv", "Add"), types(graph));
        assertEquals("conv", conv.name());
        assertEquals("q", conv.output());
        assertArrayEquals(new float[] {110, 120}, graph.floats(conv.input(2)).data());
    }

    @Test
    void normalisationAloneBecomesADepthwiseConvolution() {
        Graph graph = fold(normalisation(image()).node(normalise("x")), "y");
        Node conv = graph.nodes().getFirst();
        assertEquals(new Op.Conv(Window.square(1, 1, 0), 2), conv.op());
        assertEquals("bn", conv.name());
        assertArrayEquals(new float[] {1, 1}, graph.floats(conv.input(1)).data());
        assertArrayEquals(
                new float[] {-0.5f, -2.5f}, graph.floats(conv.input(2)).data());
    }

    @Test
    void normalisationOfAResultThatOthersReadStaysApart() {
        Graph.Builder builder = normalisation(image())
                .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "x", "w")
                .node(normalise("conv"));
        assertEquals(List.of("Conv", "Conv"), types(fold(builder, "y", "conv")));
    }

    @Test
    void normalisationBecomesPartOfTheConvolutionBehindIt() {
        Graph graph = fold(
                normalisation(image())
                        .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                        .node(normalise("x"))
                        .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "y", "w"),
                "conv");
        Node conv = graph.nodes().getFirst();
        assertEquals(List.of("Conv"), types(graph));
        // The normalisation adds −0.5 and −2.5 to the channels.
        assertArrayEquals(new float[] {1, 2, 3, 4}, graph.floats(conv.input(1)).data());
        assertArrayEquals(
                new float[] {-0.5f - 5, -1.5f - 10}, graph.floats(conv.input(2)).data());
    }

    @Test
    void normalisationBeforePaddingStaysApart() {
        Graph.Builder builder = normalisation(image())
                .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                .node(normalise("x"))
                .node("conv", new Op.Conv(Window.square(1, 1, 1), 1), "y", "w");
        assertEquals(List.of("Conv", "Conv"), types(fold(builder, "conv")));
    }

    @Test
    void normalisationThatNothingTakesUpIsPassedOn() {
        Graph graph = fold(normalisation(row()).node(normalise("x")), "y");
        Node node = graph.nodes().getFirst();
        assertEquals(List.of("BatchNormalization"), types(graph));
        assertEquals(List.of("x", "scale", "shift", "mean", "variance"), node.inputs());
        assertEquals(Map.of("", 21), graph.opsets());
    }

    @Test
    void normalisationWithNegativeVarianceIsRefusedByName() {
        Graph graph = image().constant("one", Tensor.floats(new float[] {1, 1}, 2))
                .constant("variance", Tensor.floats(new float[] {1, -1}, 2))
                .node("bn", new Op.BatchNormalization(0.25f), "x", "one", "one", "one", "variance")
                .output("bn")
                .build();
        assertEquals(
                "folding this BatchNormalization gives weights of NaN",
                assertThrows(InvalidInputException.class, () -> Folding.fold(graph))
                        .problem());
    }

    @Test
    void productsTakeOneForm() {
        Graph graph = fold(
                row().constant("w", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
                        .constant("b", Tensor.floats(new float[] {7, 8, 9}, 1, 3))
                        .constant("s", Tensor.scalar(0.5f))
                        .node("product", new Op.MatMul(), "x", "w")
                        .node("sum", new Op.Add(), "b", "product")
                        .node("gemm", new Op.Gemm(2, 4, false, false), "x", "w", "s"),
                "sum",
                "gemm");
        assertEquals(
                List.of("product", "gemm"),
                graph.nodes().stream().map(Node::name).toList());
        graph.nodes().forEach(node -> assertEquals(NORMAL, node.op()));
        Node product = graph.nodes().get(0);
        Node gemm = graph.nodes().get(1);
        assertEquals("sum", product.output());
        assertEquals(Shape.of(3, 2), graph.shape(product.input(1)));
        assertArrayEquals(
                new float[] {1, 4, 2, 5, 3, 6}, graph.floats(product.input(1)).data());
        assertEquals(Shape.of(3), graph.shape(product.input(2)));
        assertArrayEquals(
                new float[] {2, 8, 4, 10, 6, 12}, graph.floats(gemm.input(1)).data());
        assertArrayEquals(new float[] {2, 2, 2}, graph.floats(gemm.input(2)).data());
    }

    @Test
    void aNormalProductKeepsItsConstants() {
        Graph graph = fold(
                row().constant("w", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                        .constant("b", Tensor.floats(new float[] {7, 8, 9}, 3))
                        .node("gemm", NORMAL, "x", "w", "b"),
                "gemm");
        assertEquals(List.of("x", "w", "b"), graph.nodes().getFirst().inputs());
    }

    @Test
    void movedWeightsBecomeWeights() {
        Graph graph = fold(
                row().constant("w", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2, 1))
                        .node("flat", new Op.Reshape(List.of(3, 2)), "w")
                        .node("same", new Op.Identity(), "flat")
                        .node("turned", new Op.Transpose(List.of(1, 0)), "same")
                        .node("y", new Op.MatMul(), "x", "turned"),
                "y");
        assertEquals(List.of("Gemm"), types(graph));
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6},
                graph.floats(graph.nodes().getFirst().input(1)).data());
        assertEquals(1, graph.constants().size());
    }

    @Test
    void transposesAnyNumberOfAxes() {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Tensor turned = ConstantFolding.transposed(Tensor.floats(values, 2, 3, 4), List.of(2, 0, 1));
        assertEquals(Shape.of(4, 2, 3), turned.shape());
        float[] expected = new float[24];
        for (int i = 0; i < 24; i++) {
            int a = i / 6;
            int b = i / 3 % 2;
            int c = i % 3;
            expected[i] = b * 12 + c * 4 + a;
        }
        assertArrayEquals(expected, ((Tensor.Floats) turned).data());
    }

    private static Op.Pad pad(float value, int... spatial) {
        return new Op.Pad(List.of(0, 0, spatial[0], spatial[1], 0, 0, spatial[2], spatial[3]), value);
    }

    @Test
    void paddingBecomesPartOfTheWindow() {
        Graph graph = fold(
                image().constant("w", Tensor.floats(new float[2 * 2 * 3 * 3], 2, 2, 3, 3))
                        .node("inner", pad(0, 1, 0, 0, 0), "x")
                        .node("outer", pad(0, 0, 1, 2, 3), "inner")
                        .node("y", new Op.Conv(Window.square(3, 1, 1), 1), "outer", "w"),
                "y");
        assertEquals(List.of("Conv"), types(graph));
        assertEquals(
                new Window(3, 3, 1, 1, 1, 1, 2, 2, 3, 4),
                ((Op.Conv) graph.nodes().getFirst().op()).window());
    }

    @Test
    void paddingThatTheWindowCannotExpressStays() {
        Window pool = Window.square(2, 1, 0);
        Graph.Builder builder = image().constant("w", Tensor.floats(new float[2 * 3], 2, 3, 1, 1))
                .node("relu", new Op.Relu(), "x")
                .node("wide", pad(0, 2, 0, 0, 0), "relu")
                .node("tooWide", new Op.MaxPool(pool, false), "wide")
                .node("zeros", pad(0, 1, 1, 1, 1), "x")
                .node("mayBeNegative", new Op.MaxPool(pool, false), "zeros")
                .node("countsTwice", new Op.AveragePool(Window.square(3, 1, 1), false, false), "zeros")
                .node("ones", pad(1, 1, 1, 1, 1), "relu")
                .node("notZero", new Op.AveragePool(pool, false, true), "ones")
                .node("channel", new Op.Pad(List.of(0, 1, 0, 0, 0, 0, 0, 0), 0), "x")
                .node("acrossChannels", new Op.Conv(Window.square(1, 1, 0), 1), "channel", "w");
        Graph graph = fold(builder, "tooWide", "mayBeNegative", "countsTwice", "notZero", "acrossChannels");
        assertEquals(
                4,
                graph.nodes().stream()
                        .filter(node -> node.op() instanceof Op.Pad)
                        .count());
    }

    @Test
    void poolingsTakePaddingUpWhereItMeansTheSame() {
        Graph graph = fold(
                image().node("relu", new Op.Relu(), "x")
                        .node("zeros", pad(0, 1, 0, 0, 1), "relu")
                        .node("max", new Op.MaxPool(Window.square(2, 2, 0), false), "zeros")
                        .node("average", new Op.AveragePool(Window.square(2, 2, 0), false, false), "zeros"),
                "max",
                "average");
        Window window = new Window(2, 2, 2, 2, 1, 1, 1, 0, 0, 1);
        assertEquals(
                List.of(new Op.Relu(), new Op.MaxPool(window, false), new Op.AveragePool(window, false, true)),
                graph.nodes().stream().map(Node::op).toList());
    }

    @Test
    void limitsMerge() {
        float inf = Float.POSITIVE_INFINITY;
        assertEquals(new Op.Relu(), merged(new Op.Relu(), new Op.Relu()));
        assertEquals(new Op.Clip(0, 6), merged(new Op.Relu(), new Op.Clip(-1, 6)));
        assertEquals(new Op.Clip(1, 6), merged(new Op.Relu(), new Op.Clip(1, 6)));
        assertEquals(new Op.Clip(-1, -1), merged(new Op.Relu(), new Op.Clip(-inf, -1)));
        assertEquals(new Op.Clip(0, 4), merged(new Op.Clip(-3, 4), new Op.Relu()));
        assertEquals(new Op.Clip(2, 2), merged(new Op.Clip(0, 1), new Op.Clip(2, 3)));
        assertEquals(new Op.Relu(), merged(new Op.Clip(-3, inf), new Op.Clip(0, inf)));
        assertEquals(new Op.Clip(1, 2), merged(new Op.Clip(0, 4), new Op.Clip(1, 3), new Op.Clip(-1, 2)));
    }

    private static Op merged(Op... limits) {
        Graph.Builder builder = image();
        String last = "x";
        for (int i = 0; i < limits.length; i++) {
            builder.node("n" + i, limits[i], last);
            last = "n" + i;
        }
        Graph graph = fold(builder, last);
        assertEquals(List.of("n0"), graph.nodes().stream().map(Node::name).toList());
        return graph.nodes().getFirst().op();
    }

    @Test
    void identitiesVanishAndOutputsKeepTheirNames() {
        Graph graph = fold(
                image().node("relu", new Op.Relu(), "x")
                        .node("drop", new Op.Dropout(), "relu")
                        .node("y", new Op.Identity(), "drop")
                        .node("again", new Op.Identity(), "y")
                        .node("same", new Op.Identity(), "x")
                        .node("sum", new Op.Add(), "drop", "same"),
                "y",
                "again",
                "same",
                "sum");
        assertEquals(List.of("y", "again", "same", "sum"), graph.outputs());
        assertEquals(
                List.of(
                        new Node("relu", new Op.Relu(), List.of("x"), "y"),
                        new Node("again", new Op.Identity(), List.of("y"), "again"),
                        new Node("same", new Op.Identity(), List.of("x"), "same"),
                        new Node("sum", new Op.Add(), List.of("y", "x"), "sum")),
                graph.nodes());
    }

    @Test
    void foldingAgainChangesNothing() {
        Graph once = fold(
                normalisation(image())
                        .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                        .node("pad", pad(0, 1, 1, 1, 1), "x")
                        .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "pad", "w")
                        .node(normalise("conv"))
                        .node("relu", new Op.Relu(), "y"),
                "relu");
        Graph twice = Folding.fold(once);
        assertEquals(once.nodes(), twice.nodes());
        assertEquals(once.constants().keySet(), twice.constants().keySet());
    }
}
