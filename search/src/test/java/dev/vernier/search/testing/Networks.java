package dev.vernier.search.testing;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.plan.NetworkLayout;

/** Small networks whose weights do not matter. */
public final class Networks {
    private Networks() {}

    /**
     * Six layers: a stem, one residual block whose first convolution and shortcut read the same tensor, a convolution
     * and a classifier.
     */
    public static NetworkLayout residual() {
        Graph.Builder graph = Graph.builder("residual").input("image", Shape.of(1, 1, 12, 12));
        conv(graph, "conv1", "image", 8, 3, 1);
        graph.node("relu1", new Op.Relu(), "conv1");
        conv(graph, "block.conv1", "relu1", 12, 3, 2);
        graph.node("block.relu", new Op.Relu(), "block.conv1");
        conv(graph, "block.conv2", "block.relu", 12, 3, 1);
        conv(graph, "block.shortcut", "relu1", 12, 1, 2);
        graph.node("block.add", new Op.Add(), "block.conv2", "block.shortcut");
        graph.node("block.out", new Op.Relu(), "block.add");
        conv(graph, "conv2", "block.out", 16, 3, 2);
        graph.node("relu2", new Op.Relu(), "conv2");
        graph.node("pool", new Op.GlobalAveragePool(), "relu2");
        graph.node("flat", new Op.Flatten(1), "pool");
        graph.constant("fc.weight", zeros(10, 16));
        graph.node("fc", new Op.Gemm(1, 1, false, true), "flat", "fc.weight");
        return NetworkLayout.of(graph.output("fc").build(), 8);
    }

    /** Two convolutions and a classifier, one after the other. */
    public static NetworkLayout chain() {
        Graph.Builder graph = Graph.builder("chain").input("image", Shape.of(1, 1, 8, 8));
        conv(graph, "first", "image", 4, 3, 1);
        conv(graph, "second", "first", 4, 3, 2);
        graph.node("pool", new Op.GlobalAveragePool(), "second");
        graph.node("flat", new Op.Flatten(1), "pool");
        graph.constant("last.weight", zeros(3, 4));
        graph.node("last", new Op.Gemm(1, 1, false, true), "flat", "last.weight");
        return NetworkLayout.of(graph.output("last").build(), 8);
    }

    /** Two convolutions and nothing else. */
    public static NetworkLayout convolutions() {
        Graph.Builder graph = Graph.builder("convolutions").input("image", Shape.of(1, 1, 8, 8));
        conv(graph, "first", "image", 4, 3, 1);
        conv(graph, "second", "first", 4, 3, 2);
        graph.node("pool", new Op.GlobalAveragePool(), "second");
        graph.node("flat", new Op.Flatten(1), "pool");
        return NetworkLayout.of(graph.output("flat").build(), 8);
    }

    /** A convolution whose channels are multiplied by themselves. */
    public static NetworkLayout product() {
        Graph.Builder graph = Graph.builder("product").input("image", Shape.of(1, 1, 8, 8));
        conv(graph, "first", "image", 4, 3, 1);
        graph.node("square", new Op.MatMul(), "first", "first");
        return NetworkLayout.of(graph.output("square").build(), 8);
    }

    private static void conv(Graph.Builder graph, String name, String input, int channels, int kernel, int stride) {
        int inputChannels = graph.shape(input).get(1);
        graph.constant(name + ".weight", zeros(channels, inputChannels, kernel, kernel));
        graph.node(name, new Op.Conv(Window.square(kernel, stride, kernel / 2), 1), input, name + ".weight");
    }

    private static Tensor zeros(int... extents) {
        Shape shape = Shape.of(extents);
        return new Tensor.Floats(shape, new float[Math.toIntExact(shape.elements())]);
    }
}
