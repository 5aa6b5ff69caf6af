package dev.vernier.evaluator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.vernier.evaluator.runtime.Loss;
import java.util.Arrays;

/**
 * The mean cross-entropy between softmax of the logits [batch, classes] and smoothed labels (C. Szegedy et al. 2016,
 * arXiv:1512.00567): each class gets {@code smoothing / classes}, the right one {@code 1 − smoothing} more.
 */
record CrossEntropy(int[] labels, int classes, double smoothing) implements Loss {
    @Override
    public NDArray of(NDArray logits) {
        float[] targets = new float[labels.length * classes];
        Arrays.fill(targets, (float) (smoothing / classes));
        for (int i = 0; i < labels.length; i++) {
            targets[i * classes + labels[i]] += (float) (1 - smoothing);
        }
        NDArray target = logits.getManager().create(targets, new Shape(labels.length, classes));
        return logits.logSoftmax(1).mul(target).sum().neg().div(labels.length);
    }
}
