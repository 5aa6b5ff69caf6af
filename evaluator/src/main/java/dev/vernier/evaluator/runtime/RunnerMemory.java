package dev.vernier.evaluator.runtime;

/**
 * Memory that running a network takes, in bytes, beside the network's own description.
 *
 * @param activations what lies between layers: the peak of the plan by which tensors share memory
 * @param working what kernels and other steps use while they run, as far as it has been needed yet
 * @param weights the layers' weights as kernels lay them out
 */
public record RunnerMemory(long activations, long working, long weights) {
    public long total() {
        return activations + working + weights;
    }
}
