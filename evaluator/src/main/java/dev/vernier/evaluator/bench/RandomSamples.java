package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Shape;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Samples drawn evenly from 0…1, all of class 0: what a network is calibrated and timed on when only its speed matters.
 */
public record RandomSamples(Shape sampleShape, int size, long seed) implements ClassifiedSamples {
    @Override
    public int classes() {
        return 1;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        Objects.checkIndex(index, size);
        SplittableRandom random = new SplittableRandom(seed + index);
        int elements = Math.toIntExact(sampleShape.elements());
        for (int i = 0; i < elements; i++) {
            into[offset + i] = (float) random.nextDouble();
        }
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public String fingerprint() {
        return "random-" + sampleShape + "-" + size + "-" + seed;
    }

    /** All samples, one after the other. */
    float[] all() {
        int elements = Math.toIntExact(sampleShape.elements());
        float[] values = new float[size * elements];
        for (int i = 0; i < size; i++) {
            read(i, values, i * elements);
        }
        return values;
    }
}
