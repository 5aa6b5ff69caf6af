package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import java.util.List;

/**
 * Knows the operators that have no {@link dev.vernier.evaluator.graph.Op} of their own: whoever can run any model answers
 * for models of one node.
 */
public interface OperatorOracle {
    /**
     * What the outputs of a model will be.
     *
     * @param model the bytes of an ONNX file, all of whose inputs have fixed shapes
     * @throws IllegalArgumentException when the model is not taken, does not run, or a shape depends on the values of its inputs; the
     *     message says why
     */
    List<TensorType> results(byte[] model);

    /**
     * The outputs of a model without inputs.
     *
     * @param limit how many elements each may have
     * @param selects whether extents may be unknown until the model has run, since it selects from its constants and
     *     leaves no more
     * @throws IllegalArgumentException when the model cannot be run, or an output would have more elements or, unless it
     *     {@code selects}, some number that is not known beforehand; the message says why
     */
    List<Tensor> compute(byte[] model, long limit, boolean selects);
}
