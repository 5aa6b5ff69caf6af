package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;

/** Seeded random samples between −1 and 1, all of one class. */
final class NoiseSamples implements ClassifiedSamples {
    private final Shape shape;
    private final int count;

    /** @param input the shape of the input, with a batch of one */
    NoiseSamples(Shape input, int count) {
        this.shape = Shape.of(Arrays.copyOfRange(input.toArray(), 1, input.rank()));
        this.count = count;
    }

    @Override
    public Shape sampleShape() {
        return shape;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public int classes() {
        return 1;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        float[] sample = ModelBuilder.noise(index, Math.toIntExact(shape.elements()));
        System.arraycopy(sample, 0, into, offset, sample.length);
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public String fingerprint() {
        return "noise " + shape + " " + count;
    }
}
