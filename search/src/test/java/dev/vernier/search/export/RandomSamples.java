package dev.vernier.search.export;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.Random;

/** Normally distributed samples for a graph's input, with labels that mean nothing. */
record RandomSamples(Shape sampleShape, int size, int classes, float[] values) implements ClassifiedSamples {
    static RandomSamples of(Graph graph, int count, long seed) {
        Shape input = graph.shape(graph.inputs().getFirst());
        Shape sample = Shape.of(Arrays.copyOfRange(input.toArray(), 1, input.rank()));
        int classes = Math.toIntExact(graph.shape(graph.outputs().getFirst()).elements());
        return new RandomSamples(
                sample, count, classes, Weights.normal(Math.toIntExact(count * sample.elements()), 1, seed));
    }

    @Override
    public void read(int index, float[] into, int offset) {
        int elements = Math.toIntExact(sampleShape.elements());
        System.arraycopy(values, index * elements, into, offset, elements);
    }

    @Override
    public int label(int index) {
        return index % classes;
    }

    @Override
    public String fingerprint() {
        return "random-" + new Random(size).nextLong();
    }
}
