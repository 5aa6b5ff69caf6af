package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.Optional;

/**
 * A quantizable layer: a convolution, a product with a constant matrix, or a product of two activations. In the latter the
 * right operand stands in for the weights.
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

    /** Whether the model stores the weights with the output channel innermost, {@code [K, N]}. */
    public boolean outputsInnermost() {
        return node.op() instanceof Op.MatMul || (node.op() instanceof Op.Gemm gemm && !gemm.transposeB());
    }

    public String name() {
        return node.name();
    }

    /** Name of the constant that holds the weights, or of the activation in their place. */
    public String weights() {
        return node.input(1);
    }
}
