package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.SliceRange;
import dev.vernier.evaluator.graph.Window;

/**
 * Which nodes, described for one sample, mean the same for each sample of a batch: those that leave the first axis
 * alone.
 */
final class BatchRules {
    private static final String ROWS = "works on images without an axis for rows, which is not differentiable here";

    private BatchRules() {}

    /**
     * @throws IllegalArgumentException when a node cannot be executed on batches, or not differentiably
     */
    static void check(Node node, Graph graph) {
        String problem = problem(node, graph);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(
                    "node '" + node.name() + "' (" + node.op().type() + ") " + problem);
        }
    }

    private static String problem(Node node, Graph graph) {
        if (node.inputs().stream().allMatch(graph::isConstant)) {
            return "has only constant inputs; fold it first";
        }
        Shape first = graph.shape(node.input(0));
        Shape result = graph.shape(node.output());
        if (result.rank() == 0 || result.get(0) != 1) {
            return "has an output of shape " + result + ", whose first axis is no batch of one";
        }
        return switch (node.op()) {
            case Op.QuantizeLinear _, Op.DequantizeLinear _ -> "has no useful gradient";
            case Op.VolumeConv _, Op.ConvTranspose _, Op.Recurrence _, Op.Other _ -> "is not differentiable here";
            case Op.Conv _ -> first.rank() == 4 ? needsConstants(node, graph, 1) : ROWS;
            case Op.BatchNormalization _ -> needsConstants(node, graph, 1);
            case Op.Gemm gemm -> gemm.transposeA() ? "transposes its batch" : needsConstants(node, graph, 1);
            case Op.MatMul _ -> matMul(node, graph);
            case Op.Concat concat -> onBatchAxis(concat.axis(), first);
            case Op.Softmax softmax -> onBatchAxis(softmax.axis(), first);
            case Op.Transpose transpose -> transpose.permutation().getFirst() == 0 ? "" : "moves its batch";
            case Op.Pad pad -> pad.pads().get(0) == 0 && pad.pads().get(first.rank()) == 0 ? "" : "pads its batch";
            case Op.Slice slice -> slice(slice, first);
            case Op.MaxPool pool -> first.rank() == 4 ? undilated(pool.window()) : ROWS;
            case Op.AveragePool pool -> first.rank() == 4 ? undilated(pool.window()) : ROWS;
            case Op.Add _ -> sameRank(node, graph);
            case Op.GlobalAveragePool _ -> first.rank() == 4 ? "" : ROWS;
            case Op.Relu _, Op.Clip _, Op.Identity _, Op.Dropout _ -> "";
            case Op.Flatten _, Op.Reshape _ -> "";
        };
    }

    private static String needsConstants(Node node, Graph graph, int from) {
        boolean constant = node.inputs().stream().skip(from).allMatch(graph::isConstant);
        return constant && !graph.isConstant(node.input(0)) ? "" : "must have constant parameters";
    }

    private static String matMul(Node node, Graph graph) {
        for (String input : node.inputs()) {
            boolean batched = !graph.isConstant(input);
            boolean mixes = graph.shape(input).rank() == 2 && input.equals(node.input(1));
            if (batched && mixes) {
                return "multiplies by a batch of rows";
            }
        }
        return "";
    }

    private static String sameRank(Node node, Graph graph) {
        int rank = graph.shape(node.output()).rank();
        for (String input : node.inputs()) {
            Shape shape = graph.shape(input);
            boolean fits = graph.isConstant(input) ? shape.rank() < rank || shape.get(0) == 1 : shape.rank() == rank;
            if (!fits) {
                return "broadcasts '" + input + "' of shape " + shape + " along its batch";
            }
        }
        return "";
    }

    private static String onBatchAxis(int axis, Shape shape) {
        return axis == 0 || axis + shape.rank() == 0 ? "works along its batch" : "";
    }

    private static String slice(Op.Slice slice, Shape input) {
        for (int i = 0; i < slice.axes().size(); i++) {
            boolean batch = !onBatchAxis(slice.axes().get(i), input).isEmpty();
            if (batch && SliceRange.of(slice, i, input).length() != input.get(0)) {
                return "slices its batch";
            }
        }
        return "";
    }

    private static String undilated(Window window) {
        return window.dilationHeight() == 1 && window.dilationWidth() == 1 ? "" : "is a dilated pooling";
    }
}
