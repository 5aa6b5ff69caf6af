package dev.vernier.evaluator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkLayoutTest {
    /** image → conv1 → relu ─┬→ conv2 ─┬→ add → relu2 → pool → flat → fc → logits; shortcut joins at add. */
    private static Graph.Builder residual() {
        return Graph.builder("residual")
                .input("image", Shape.of(1, 1, 8, 8))
                .constant("w1", weights(4, 1, 3, 3))
                .constant("w2", weights(4, 4, 3, 3))
                .constant("ws", weights(4, 4, 1, 1))
                .constant("wf", Tensor.floats(new float[20], 5, 4))
                .node("conv1", new Op.Conv(Window.square(3, 1, 1), 1), "image", "w1")
                .node("relu", new Op.Relu(), "conv1")
                .node("conv2", new Op.Conv(Window.square(3, 2, 1), 1), "relu", "w2")
                .node("shortcut", new Op.Conv(Window.square(1, 2, 0), 1), "relu", "ws")
                .node("add", new Op.Add(), "conv2", "shortcut")
                .node("relu2", new Op.Relu(), "add")
                .node("pool", new Op.GlobalAveragePool(), "relu2")
                .node("flat", new Op.Flatten(1), "pool")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "wf")
                .output("fc");
    }

    private static Tensor weights(int... extents) {
        return Tensor.floats(new float[Math.toIntExact(Shape.of(extents).elements())], extents);
    }

    @Test
    void activationFunctionsBelongToTheStageBeforeThem() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 8);

        assertEquals(
                List.of("conv1", "conv2", "shortcut", "add", "pool", "flat", "fc"),
                layout.stages().stream().map(Stage::name).toList());
        Stage.OfLayer conv1 =
                assertInstanceOf(Stage.OfLayer.class, layout.stages().getFirst());
        assertEquals("relu", conv1.output());
        assertEquals(Limits.RELU, conv1.limits());
    }

    @Test
    void quantizersSitWhereLayersAndJoinsReadAndJoinsWrite() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 8);

        assertEquals(
                List.of(
                        List.of("image"),
                        List.of("relu"),
                        List.of("conv2"),
                        List.of("shortcut"),
                        List.of("relu2"),
                        List.of("pool", "flat")),
                layout.quantizers().stream().map(QuantizerGroup::tensors).toList());
        assertEquals(OptionalInt.empty(), layout.quantizer("fc"));
        assertEquals(List.of(1, 2), layout.quantizers().get(1).readers());
        assertTrue(layout.quantizers().get(2).readers().isEmpty());
    }

    @Test
    void widthsFollowReadersAndJoins() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 6);
        PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(4, 3), Map.of(0, new Precision(8, 8)));

        assertEquals("8/8 4/3 4/3 4/3", plan.key());
        assertEquals(List.of(8, 3, 6, 6, 6, 3, 3, 32), layout.precisions(plan).tensorBits());
    }

    @Test
    void layersThatShareAnInputCannotDiffer() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 8);
        List<Precision> untied =
                List.of(new Precision(8, 8), new Precision(4, 4), new Precision(4, 8), new Precision(8, 8));

        Exception refused = assertThrows(IllegalArgumentException.class, () -> PrecisionPlan.of(layout, untied));

        assertEquals(
                "layers 'conv2' and 'shortcut' read the same input, which cannot have both 4 and 8 bits",
                refused.getMessage());
    }

    @Test
    void aPinHoldsTheWidthsTiedToIt() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 8);

        PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(2, 4), Map.of(2, new Precision(8, 8)));

        assertEquals("2/4 2/8 8/8 2/4", plan.key());
    }

    @Test
    void theWorkloadCountsMultiplications() {
        NetworkLayout layout = NetworkLayout.of(residual().build(), 8);

        assertEquals(
                64 * 9 * 4 + 16 * 36 * 4 + 16 * 4 * 4 + 20, layout.workload().macs());
        assertEquals(7, layout.workload().steps().size());
    }

    @Test
    void aNetworkWithoutLayersIsRefused() {
        Graph product = Graph.builder("attention")
                .input("x", Shape.of(4, 4))
                .node("scores", new Op.MatMul(), "x", "x")
                .output("scores")
                .build();
        Graph pooled = Graph.builder("empty")
                .input("x", Shape.of(1, 4, 4, 4))
                .node("pool", new Op.GlobalAveragePool(), "x")
                .output("pool")
                .build();

        assertRefused(product, "model 'attention': it has no layer that can be quantized");
        assertRefused(pooled, "model 'empty': it has no layer that can be quantized");
    }

    @Test
    void productsWithoutAKernelAreComputedInFloatingPoint() {
        NetworkLayout layout = NetworkLayout.of(
                Graph.builder("large")
                        .input("x", Shape.of(1, 1, 260, 130))
                        .constant("w", weights(4, 1, 260, 130))
                        .constant("v", weights(4, 5))
                        .constant("u", weights(4, 1))
                        .node("conv", new Op.Conv(new Window(260, 130, 1, 1, 1, 1, 0, 0, 0, 0), 1), "x", "w")
                        .node("flat", new Op.Flatten(1), "conv")
                        .node("first", new Op.MatMul(), "flat", "v")
                        .node("second", new Op.MatMul(), "u", "first")
                        .node("sum", new Op.Add(), "second", "v")
                        .output("sum")
                        .build(),
                8);

        assertEquals(List.of("first"), layout.layers().stream().map(Layer::name).toList());
        assertEquals(
                List.of(List.of("conv", "flat"), List.of("second", "sum")),
                layout.stages().stream()
                        .filter(Stage.Floating.class::isInstance)
                        .map(stage -> ((Stage.Floating) stage)
                                .nodes().stream().map(Node::name).toList())
                        .toList());
    }

    /** x → q, k, v; the scores of q and k, and what they make of v, which leaves the network, too. */
    private static Graph attention() {
        return Graph.builder("attention")
                .input("x", Shape.of(1, 5, 4))
                .constant("wq", weights(4, 3))
                .constant("wk", weights(4, 3))
                .constant("wv", weights(4, 3))
                .constant("wo", weights(3, 2))
                .node("q", new Op.MatMul(), "x", "wq")
                .node("k", new Op.MatMul(), "x", "wk")
                .node("v", new Op.MatMul(), "x", "wv")
                .node("turned", new Op.Transpose(List.of(0, 2, 1)), "k")
                .node("scores", new Op.MatMul(), "q", "turned")
                .node("shares", new Op.Softmax(-1), "scores")
                .node("mix", new Op.MatMul(), "shares", "v")
                .node("sum", new Op.Add(), "mix", "v")
                .node("out", new Op.MatMul(), "sum", "wo")
                .output("out")
                .build();
    }

    @Test
    void productsOfActivationsAreLayersWithAQuantizerForEachOperand() {
        NetworkLayout layout = NetworkLayout.of(attention(), 8);
        PrecisionPlan plan = PrecisionPlan.uniform(
                layout, new Precision(8, 8), Map.of(3, new Precision(4, 3), 4, new Precision(2, 6)));

        assertEquals(
                List.of("q", "k", "v", "scores", "mix", "out"),
                layout.layers().stream().map(Layer::name).toList());
        assertEquals(
                List.of("x 8", "q 3", "k turned 4", "v 8", "shares 6", "mix/right 2", "mix 8", "sum 8"),
                layout.quantizers().stream()
                        .map(group -> String.join(" ", group.tensors()) + " " + plan.activationBits(group))
                        .toList());
        assertEquals(OptionalInt.of(3), layout.quantizers().get(2).rightOf());
        assertEquals(OptionalInt.of(4), layout.quantizers().get(5).rightOf());
    }

    @Test
    void productsOfActivationsStoreNoWeights() {
        NetworkWorkload workload = NetworkLayout.of(attention(), 8).workload();

        assertEquals(3 * 5 * 4 * 3 + 2 * 5 * 5 * 3 + 5 * 3 * 2, workload.macs());
        assertEquals(
                3 * 4 * 3 + 3 * 2,
                workload.layers().stream().mapToLong(LayerWorkload::weights).sum());
        assertEquals(15, workload.layers().get(3).rightElements());
    }

    @Test
    void floatingPointStaysEverywhereOrNowhere() {
        NetworkLayout layout = NetworkLayout.of(attention(), 8);
        PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(4, 32), Map.of());

        assertEquals("4/32 4/32 4/32 32/32 32/32 4/32", plan.key());
        assertTrue(plan.isWeightOnly());
        assertEquals(
                Set.of(Precision.FLOAT), Set.copyOf(layout.precisions(plan).tensorBits()), "joins are no exception");
        assertMixingRefused(
                layout,
                "layer 'q' cannot be 4/32 beside 'k' at 8/8: activations stay in floating point everywhere or nowhere",
                "4/32 8/8 4/32 32/32 32/32 4/32");
        assertMixingRefused(
                layout,
                "layer 'q' cannot be 32/8: weights in floating point need such activations",
                "32/8 8/8 8/8 8/8 8/8 8/8");
        assertMixingRefused(
                layout,
                "layer 'scores' multiplies two activations, which both stay in floating point or neither, and cannot be"
                        + " 4/32",
                "4/32 4/32 4/32 4/32 32/32 4/32");
    }

    @Test
    void severalImagesInOneSampleStayInFloatingPoint() {
        NetworkLayout layout = NetworkLayout.of(
                Graph.builder("g")
                        .input("x", Shape.of(1, 4, 3, 3))
                        .constant("w", weights(2, 2, 1, 1))
                        .constant("v", weights(36, 5))
                        .node("frames", new Op.Reshape(List.of(2, 2, 3, 3)), "x")
                        .node("conv", new Op.Conv(Window.square(1, 1, 0), 1), "frames", "w")
                        .node("pool", new Op.MaxPool(Window.square(3, 1, 1), false), "conv")
                        .node("flat", new Op.Reshape(List.of(1, 36)), "pool")
                        .node("y", new Op.Gemm(1, 1, false, false), "flat", "v")
                        .output("y")
                        .build(),
                8);
        assertEquals(List.of("y"), layout.layers().stream().map(Layer::name).toList());
        Stage.Floating floating =
                assertInstanceOf(Stage.Floating.class, layout.stages().getFirst());
        assertEquals(
                List.of("frames", "conv", "pool", "flat"),
                floating.nodes().stream().map(Node::name).toList());
    }

    private static void assertMixingRefused(NetworkLayout layout, String message, String key) {
        List<Precision> precisions =
                Stream.of(key.split(" ", -1)).map(Precision::parse).toList();
        Exception refused = assertThrows(IllegalArgumentException.class, () -> PrecisionPlan.of(layout, precisions));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void rightOperandsHaveTwoBitsAtLeast() {
        NetworkLayout layout = NetworkLayout.of(attention(), 8);

        PrecisionPlan narrowest = PrecisionPlan.uniform(layout, new Precision(1, 1), Map.of());
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> PrecisionPlan.of(layout, Collections.nCopies(6, new Precision(1, 8))));

        assertEquals("1/1 1/1 1/1 2/1 2/1 1/1", narrowest.key());
        assertEquals(
                "layer 'scores' multiplies two activations, and the right one, which stands in for weights, cannot have"
                        + " 1 bit",
                refused.getMessage());
    }

    @Test
    void aTensorMultipliedByItselfGetsASecondQuantizer() {
        NetworkLayout layout = NetworkLayout.of(
                Graph.builder("square")
                        .input("x", Shape.of(1, 2, 4, 4))
                        .node("square", new Op.MatMul(), "x", "x")
                        .output("square")
                        .build(),
                8);

        assertEquals(
                List.of(List.of("x"), List.of("square/right")),
                layout.quantizers().stream().map(QuantizerGroup::tensors).toList());
        assertEquals(2 * 4 * 4 * 4, layout.workload().macs());
    }

    @Test
    void whatMixesTheSamplesOfABatchIsRefusedByName() {
        Graph.Builder softmax =
                residual().node("softmax", new Op.Softmax(0), "fc").output("softmax");
        Graph.Builder concat =
                residual().node("pairs", new Op.Concat(0), "fc", "fc").output("pairs");

        assertRefused(softmax.build(), "node 'softmax' (Softmax): it works along the batch");
        assertRefused(concat.build(), "node 'pairs' (Concat): it works along the batch");
    }

    private static void assertRefused(Graph graph, String said) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> NetworkLayout.of(graph, 8));
        assertTrue(refused.getMessage().contains(said), refused.getMessage());
    }
}
