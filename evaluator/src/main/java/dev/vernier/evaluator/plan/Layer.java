package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Node;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.Optional;

/**
 * A quantizable layer: a convolution or a product with a constant matrix.
 *
 * @param index position among the layers in execution order
 * @param node its node; its name is the layer's name
 * @param workload its shape, for hardware
 * @param bias name of the constant that is added to each of its outputs
 * @param inputQuantizer index of the quantizer of its input tensor
 */
public record Layer(int index, Node node, LayerWorkload workload, Optional<String> bias, int inputQuantizer) {
    public String name() {
        return node.name();
    }

    /** Name of the constant that holds the weights. */
    public String weights() {
        return node.input(1);
    }
}
