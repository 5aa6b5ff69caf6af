package dev.vernier.evaluator.training;

import ai.djl.ndarray.NDArray;
import dev.vernier.evaluator.runtime.Loss;

/**
 * The mean over all outputs of the squared difference to their targets.
 *
 * @param targets one for each output of the batch, row-major
 */
record MeanSquared(float[] targets) implements Loss {
    @Override
    public NDArray of(NDArray output) {
        NDArray target = output.getManager().create(targets, output.getShape());
        return output.sub(target).square().mean();
    }
}
