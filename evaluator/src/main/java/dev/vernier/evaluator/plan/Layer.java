package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.Optional;

/**
 * A quantizable layer: a convolution, a product with a constant matrix, once or in each step of a recurrent layer, or a
 * product of two activations. In the latter the right operand stands in for the weights.
 *
 * @param index position among the layers in execution order
 * @param node its node; its name is the layer's name
 * @param workload its shape, for hardware
 * @param bias name of the constant that is added to each of its outputs
 * @param inputQuantizer index of the quantizer of its input tensor; in a product of two activations, of the left one
 */
public record Layer(int index, Node node, LayerWorkload workload, Optional<String> bias, int inputQuantizer) {
    /** Whether it has weights; a product of two activations has none. */
    public boolean hasWeights() {
        return !workload.isProductOfActivations();
    }

    public String name() {
        return node.name();
    }

    /**
     * What the layer is called in its field: {@code conv}, {@code depthwise}, {@code conv-transpose}, all of these over one
     * axis with {@code 1d} behind, {@code conv3d}, {@code gemm}, {@code recurrent}, the matrix that a recurrent layer multiplies
     * its state by, or {@code activation-matmul}, the product of two activations.
     *
     * @param graph the layer's
     */
    public String kind(Graph graph) {
        String axes = graph.shape(node.input(0)).rank() == 3 ? "1d" : "";
        return switch (node.op()) {
            case Op.ConvTranspose _ -> "conv-transpose" + axes;
            case Op.VolumeConv _ -> "conv3d";
            case Op.Recurrence _ -> "recurrent";
            case Op.Conv _ -> workload.kind().key() + axes;
            default -> hasWeights() ? workload.kind().key() : "activation-matmul";
        };
    }

    /** Name of the activation tensor that is multiplied by the weights: a recurrent layer reads the states that it leaves. */
    public String input() {
        return workload.isRecurrent() ? node.output() : node.input(0);
    }

    /** Name of the constant that holds the weights, or of the activation in their place. */
    public String weights() {
        return node.input(1);
    }
}
