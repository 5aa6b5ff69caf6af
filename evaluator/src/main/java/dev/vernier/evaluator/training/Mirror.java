package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;

/**
 * How the weights of one convolution follow those of another: they are its transpose, that is, input and output channels
 * exchanged and the kernel turned by half a turn, times a factor. Trained are the weights that are followed.
 *
 * @param source the constant that is followed, [channels out, channels in, height, width]
 */
public record Mirror(String source, float factor) {
    /** What follows {@code weights}. */
    Tensor.Floats of(Tensor.Floats weights) {
        Shape shape = weights.shape();
        float[] mirrored = new float[weights.data().length];
        fill(weights.data(), shape, mirrored);
        return Tensor.floats(mirrored, shape.get(1), shape.get(0), shape.get(2), shape.get(3));
    }

    /**
     * Writes what follows the weights.
     *
     * @param shape of the weights
     */
    void fill(float[] weights, Shape shape, float[] mirrored) {
        for (int i = 0; i < weights.length; i++) {
            mirrored[place(i, shape)] = factor * weights[i];
        }
    }

    /**
     * Adds to a gradient by the weights what comes from the gradient by those that follow.
     *
     * @param shape of the weights
     */
    void pullBack(float[] byMirrored, Shape shape, float[] byWeights) {
        for (int i = 0; i < byWeights.length; i++) {
            byWeights[i] += factor * byMirrored[place(i, shape)];
        }
    }

    /** Where a weight is found in what follows. */
    private static int place(int index, Shape shape) {
        int kernel = shape.get(2) * shape.get(3);
        int within = index % kernel;
        int in = index / kernel % shape.get(1);
        int out = index / kernel / shape.get(1);
        return (in * shape.get(0) + out) * kernel + kernel - 1 - within;
    }
}
