package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Objects;

/** Samples of one tensor, each with a class: what most datasets are. */
public interface ClassifiedSamples extends Dataset {
    @Override
    Shape sampleShape();

    @Override
    void read(int index, float[] into, int offset);

    @Override
    int label(int index);

    @Override
    default List<SampleInput> inputs() {
        return List.of(new SampleInput("", sampleShape()));
    }

    @Override
    default Truth truth() {
        return Truth.CLASS;
    }

    @Override
    default void read(int index, int input, float[] into, int offset) {
        Objects.checkIndex(input, 1);
        read(index, into, offset);
    }

    @Override
    default Target target(int index) {
        return new Target.OfClass(label(index));
    }
}
