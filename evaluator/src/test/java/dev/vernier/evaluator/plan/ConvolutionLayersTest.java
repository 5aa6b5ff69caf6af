package dev.vernier.evaluator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions of every kind as layers: what they are called, and what hardware has to do for them. */
class ConvolutionLayersTest {
    private static final Span THREE = new Span(3, 1, 1, 1, 1);
    private static final Span HALVES = new Span(4, 2, 1, 1, 1);

    static Stream<Arguments> convolutions() {
        Window square = new Window(THREE, THREE);
        Window up = new Window(HALVES, HALVES);
        return Stream.of(
                Arguments.of("conv", new Op.Conv(square, 1), Shape.of(1, 2, 5, 6), Shape.of(4, 2, 3, 3), 5 * 6 * 72),
                Arguments.of(
                        "depthwise", new Op.Conv(square, 2), Shape.of(1, 2, 5, 6), Shape.of(4, 1, 3, 3), 5 * 6 * 36),
                Arguments.of(
                        "conv1d", new Op.Conv(Window.ofRow(THREE), 1), Shape.of(1, 2, 6), Shape.of(4, 2, 3), 6 * 24),
                Arguments.of(
                        "depthwise1d",
                        new Op.Conv(Window.ofRow(THREE), 2),
                        Shape.of(1, 2, 6),
                        Shape.of(2, 1, 3),
                        6 * 6),
                Arguments.of(
                        "conv3d",
                        new Op.VolumeConv(THREE, square, 1),
                        Shape.of(1, 2, 4, 5, 6),
                        Shape.of(4, 2, 3, 3, 3),
                        4 * 5 * 6 * 216),
                Arguments.of(
                        "conv-transpose",
                        new Op.ConvTranspose(up, 0, 0, 1),
                        Shape.of(1, 2, 5, 6),
                        Shape.of(2, 3, 4, 4),
                        5 * 6 * 96),
                Arguments.of(
                        "conv-transpose1d",
                        new Op.ConvTranspose(Window.ofRow(HALVES), 0, 0, 2),
                        Shape.of(1, 2, 6),
                        Shape.of(2, 3, 4),
                        6 * 24));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("convolutions")
    void areCalledAndCountedAsInTheirField(String kind, Op op, Shape input, Shape weights, long macs) {
        Graph graph = Graph.builder("g")
                .input("x", input)
                .constant("w", new Tensor.Floats(weights, new float[Math.toIntExact(weights.elements())]))
                .node("y", op, "x", "w")
                .output("y")
                .build();
        Layer layer = NetworkLayout.of(graph, 8).layers().getFirst();
        assertEquals(kind, layer.kind(graph));
        assertEquals(macs, layer.workload().macs());
        assertEquals(weights.elements(), layer.workload().weights());
        assertEquals(input.elements(), layer.workload().inputElements());
        assertEquals(graph.shape("y").elements(), layer.workload().outputElements());
        WeightOrder order = WeightOrder.of(layer);
        int[] places = IntStream.range(0, Math.toIntExact(weights.elements()))
                .map(order::place)
                .sorted()
                .toArray();
        assertEquals(weights.elements(), IntStream.of(places).distinct().count());
        assertEquals(weights.elements() - 1, places[places.length - 1]);
    }

    @Test
    void volumesThatUnfoldBeyondMemoryStayInFloats() {
        Shape weights = Shape.of(1, 64, 64, 1, 1);
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 64, 128, 32, 32))
                .constant("w", new Tensor.Floats(weights, new float[64 * 64]))
                .constant("v", new Tensor.Floats(Shape.of(2, 1, 1, 1, 1), new float[2]))
                .node("huge", new Op.VolumeConv(new Span(64, 1, 1, 0, 0), Window.square(1, 1, 0), 1), "x", "w")
                .node("y", new Op.VolumeConv(Span.SINGLE, Window.square(1, 1, 0), 1), "huge", "v")
                .output("y")
                .build();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertInstanceOf(Stage.Floating.class, layout.stages().getFirst());
        assertEquals(1, layout.layers().size());
    }

    @Test
    void transposedConvolutionsThatCutOffMoreThanTheirKernelStayInFloats() {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 1, 9))
                .constant("w", new Tensor.Floats(Shape.of(1, 1, 2), new float[2]))
                .node("cut", new Op.ConvTranspose(Window.ofRow(new Span(2, 1, 1, 4, 0)), 0, 0, 1), "x", "w")
                .node("y", new Op.Conv(Window.ofRow(new Span(2, 1, 1, 0, 0)), 1), "cut", "w")
                .output("y")
                .build();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertEquals("y", layout.layers().getFirst().name());
        assertEquals(1, layout.layers().size());
    }
}
