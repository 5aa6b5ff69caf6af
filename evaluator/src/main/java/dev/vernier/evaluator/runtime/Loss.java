package dev.vernier.evaluator.runtime;

import ai.djl.ndarray.NDArray;

/** What a step of training brings down. */
@FunctionalInterface
public interface Loss {
    /**
     * The loss over a batch.
     *
     * @param output the network's output, batch first
     * @return a scalar, computed from {@code output} by differentiable operations
     */
    NDArray of(NDArray output);
}
