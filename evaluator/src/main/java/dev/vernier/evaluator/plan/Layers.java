package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.List;
import java.util.Optional;

/**
 * Which nodes are quantizable layers: those for whose shapes there are kernels, with parameters that are constant unless they
 * multiply two activations.
 */
final class Layers {
    /** Elements of any layer's working memory for one sample. */
    private static final double MOST_UNFOLDED = 1 << 27;

    private Layers() {}

    static boolean isLayer(Graph graph, Node node) {
        return switch (node.op()) {
            case Op.Convolution conv ->
                hasConstantParameters(graph, node)
                        && isOneImage(graph, node)
                        && unfolds(graph, node, conv)
                        && sumsFit(graph, node);
            case Op.Gemm _ -> isRowsTimesMatrix(graph, node) && sumsFit(graph, node);
            case Op.MatMul _ ->
                (isRowsTimesMatrix(graph, node) || isProductOfActivations(graph, node)) && sumsFit(graph, node);
            case Op.Recurrence _ -> hasConstantMatrix(graph, node) && sumsFit(graph, node);
            default -> false;
        };
    }

    private static boolean hasConstantMatrix(Graph graph, Node node) {
        return graph.isConstant(node.input(1)) && graph.isConstant(node.input(2));
    }

    /** Whether a convolution or a pooling reads one image for each sample; kernels take no others. */
    static boolean isOneImage(Graph graph, Node node) {
        return graph.shape(node.input(0)).get(0) == 1;
    }

    /** The node that adds a constant vector to what a MatMul leaves, and so becomes part of its layer. */
    static Optional<Node> biasOfProduct(Graph graph, Node node) {
        List<Node> readers = graph.consumers(node.output());
        if (!(node.op() instanceof Op.MatMul)
                || isProductOfActivations(graph, node)
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

    /**
     * Whether what kernels read or leave, where they do not work on tensors as they lie, fits into memory: the slices of a
     * volume that each slice of the output needs, side by side; all phases of a transposed convolution with what is cut off.
     */
    private static boolean unfolds(Graph graph, Node node, Op.Convolution conv) {
        Shape input = graph.shape(node.input(0));
        Shape output = graph.shape(node.output());
        return switch (conv) {
            case Op.Conv _ -> true;
            case Op.VolumeConv volume -> {
                double slices = (double) output.get(2) * volume.slices().kernel();
                yield slices * input.elements() / input.get(2) <= MOST_UNFOLDED;
            }
            case Op.ConvTranspose transpose -> {
                Span rows = transpose.window().rows();
                Span columns = transpose.window().columns();
                double height = (output.rank() == 3 ? 1 : output.get(2)) + 2.0 * rows.reach();
                double width = output.get(-1) + 2.0 * columns.reach();
                boolean cutsLittle = rows.padBefore() < rows.reach() && columns.padBefore() < columns.reach();
                yield cutsLittle && height * width * output.get(1) <= MOST_UNFOLDED;
            }
        };
    }

    private static boolean isRowsTimesMatrix(Graph graph, Node node) {
        return hasConstantParameters(graph, node)
                && graph.shape(node.input(0)).rank() <= 3
                && graph.shape(node.input(1)).rank() == 2;
    }

    /**
     * Whether a node multiplies two activations, matrix by matrix: {@code [products, M, K]} by {@code [products, K, N]},
     * or the same with an axis of extent 1 before.
     */
    static boolean isProductOfActivations(Graph graph, Node node) {
        if (!(node.op() instanceof Op.MatMul) || node.inputs().stream().anyMatch(graph::isConstant)) {
            return false;
        }
        Shape left = graph.shape(node.input(0));
        Shape right = graph.shape(node.input(1));
        return left.rank() == right.rank()
                && (left.rank() == 3 ? left.get(0) == right.get(0) : hasMatricesInOneImage(left, right));
    }

    private static boolean hasMatricesInOneImage(Shape left, Shape right) {
        return left.rank() == 4 && left.get(0) == 1 && right.get(0) == 1 && left.get(1) == right.get(1);
    }

    /**
     * Whether the sums over one channel, or over what cannot be divided into channels, a group or a product of two
     * activations, stay within 32 bits.
     */
    private static boolean sumsFit(Graph graph, Node node) {
        LayerWorkload work = Workloads.layer(graph, node);
        boolean divisible = work.groups() == 1 && !work.isProductOfActivations();
        long together = divisible ? (long) work.kernelHeight() * work.kernelWidth() : work.depth();
        return together <= ConvShape.MAX_ASYMMETRIC_DEPTH;
    }
}
