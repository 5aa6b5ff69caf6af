package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.Objects;

/** An array whose first axis counts the samples, used as it is. */
final class StoredTensor implements SampleTensor {
    private final SampleInput input;
    private final RawArray stored;
    private final int count;
    private final int elements;

    private StoredTensor(SampleInput input, RawArray stored) {
        this.input = input;
        this.stored = stored;
        count = stored.shape().get(0);
        elements = Math.toIntExact(input.shape().elements());
    }

    /**
     * @param place where the array comes from, for messages
     * @throws InvalidInputException when it holds no samples, or something that is no number
     */
    static StoredTensor of(String place, String name, RawArray stored) {
        Shape shape = stored.shape();
        if (shape.rank() == 0 || shape.elements() == 0) {
            throw new InvalidInputException(
                    place, "an array of shape " + shape + " holds no samples", "another file or array was meant");
        }
        stored.requireFinite(place);
        Shape sample = Shape.of(Arrays.copyOfRange(shape.toArray(), 1, shape.rank()));
        return new StoredTensor(new SampleInput(name, sample), stored);
    }

    @Override
    public SampleInput input() {
        return input;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        Objects.checkIndex(index, count);
        Objects.checkFromIndexSize(offset, elements, into.length);
        for (int i = 0; i < elements; i++) {
            into[offset + i] = (float) stored.get(index * elements + i);
        }
    }
}
