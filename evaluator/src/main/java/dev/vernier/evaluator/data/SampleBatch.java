package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Some samples as a network takes them.
 *
 * @param count number of samples
 * @param shapes for each input of the network in turn, the shape of one sample, without a batch axis
 * @param values for each input, the samples one after the other, row-major; whole numbers and truth values (0 and 1) are
 *     held as floating point
 */
public record SampleBatch(int count, List<Shape> shapes, List<float[]> values) {
    /**
     * @throws IllegalArgumentException when an input has no shape, or other values than so many samples have
     */
    public SampleBatch {
        shapes = List.copyOf(shapes);
        values = List.copyOf(values);
        if (shapes.size() != values.size()) {
            throw new IllegalArgumentException(values.size() + " tensors of " + shapes.size() + " shapes");
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).length != count * shapes.get(i).elements()) {
                throw new IllegalArgumentException(
                        values.get(i).length + " values for " + count + " samples of shape " + shapes.get(i));
            }
        }
    }

    /**
     * Samples of one tensor.
     *
     * @param samples may hold more than {@code count}
     */
    public static SampleBatch of(float[] samples, int count, Shape shape) {
        int length = Math.toIntExact(count * shape.elements());
        float[] used = samples.length == length ? samples : Arrays.copyOf(samples, length);
        return new SampleBatch(count, List.of(shape), List.of(used));
    }

    /** One sample by itself. */
    public SampleBatch sample(int index) {
        List<float[]> one = values.stream()
                .map(all -> Arrays.copyOfRange(all, index * (all.length / count), (index + 1) * (all.length / count)))
                .toList();
        return new SampleBatch(1, shapes, one);
    }
}
