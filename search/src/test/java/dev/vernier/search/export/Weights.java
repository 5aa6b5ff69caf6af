package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.Random;

/** Normally distributed constants. */
final class Weights {
    private Weights() {}

    static float[] normal(int count, double deviation, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** A tensor whose deviation keeps the spread of what it is multiplied with. */
    static Tensor tensor(long seed, int... extents) {
        int count = Math.toIntExact(Shape.of(extents).elements());
        int depth = extents.length == 1 ? 4 : count / extents[0];
        return Tensor.floats(normal(count, 1 / Math.sqrt(depth), seed), extents);
    }
}
