package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.List;
import java.util.Optional;

/** Which nodes are quantizable layers: those for whose shapes there are kernels, with constant parameters. */
final class Layers {
    private Layers() {}

    static boolean isLayer(Graph graph, Node node) {
        return switch (node.op()) {
            case Op.Conv _ -> hasConstantParameters(graph, node) && sumsFit(graph, node);
            case Op.Gemm _, Op.MatMul _ ->
                hasConstantParameters(graph, node) && isRowsTimesMatrix(graph, node) && sumsFit(graph, node);
            default -> false;
        };
    }

    /** The node that adds a constant vector to what a MatMul leaves, and so becomes part of its layer. */
    static Optional<Node> biasOfProduct(Graph graph, Node node) {
        List<Node> readers = graph.consumers(node.output());
        if (!(node.op() instanceof Op.MatMul)
                || !isLayer(graph, node)
                || readers.size() != 1
                || graph.outputs().contains(node.output())) {
            return Optional.empty();
        }
        Node reader = readers.getFirst();
        return reader.op() instanceof Op.Add
                        && isVector(
                                graph,
                                bias(node, reader),
                                graph.shape(node.output()).get(-1))
                ? Optional.of(reader)
                : Optional.empty();
    }

    /** What an addition adds to a product. */
    static String bias(Node product, Node addition) {
        return addition.input(addition.input(0).equals(product.output()) ? 1 : 0);
    }

    private static boolean isVector(Graph graph, String tensor, int length) {
        return graph.isConstant(tensor)
                && graph.shape(tensor).rank() >= 1
                && graph.shape(tensor).get(-1) == length
                && graph.shape(tensor).elements() == length
                && graph.constant(tensor) instanceof Tensor.Floats;
    }

    private static boolean hasConstantParameters(Graph graph, Node node) {
        return !graph.isConstant(node.input(0))
                && node.inputs().stream().skip(1).allMatch(graph::isConstant);
    }

    private static boolean isRowsTimesMatrix(Graph graph, Node node) {
        return graph.shape(node.input(0)).rank() <= 3
                && graph.shape(node.input(1)).rank() == 2;
    }

    /** Whether the sums over one channel, or over one group of channels, stay within 32 bits. */
    private static boolean sumsFit(Graph graph, Node node) {
        LayerWorkload work = Workloads.layer(graph, node);
        long together = work.groups() == 1 ? (long) work.kernelHeight() * work.kernelWidth() : work.depth();
        return together <= ConvShape.MAX_ASYMMETRIC_DEPTH;
    }
}
