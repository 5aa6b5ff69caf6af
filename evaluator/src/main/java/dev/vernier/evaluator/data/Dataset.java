package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;

/**
 * Samples, preprocessed as they are read, and what is known about each of them. Immutable and safe to share between
 * threads.
 */
public interface Dataset {
    /** The tensors that make up one sample; at least one. A single one fits a model's only input, whatever its name. */
    List<SampleInput> inputs();

    /** Number of samples. */
    int size();

    /** What is known about every sample. */
    Truth truth();

    /**
     * Number of classes: labels are 0 … classes − 1, single ones as well as those of a list; 0 where the truth is no
     * class.
     */
    int classes();

    /**
     * Writes one tensor of one sample, row-major. Whole numbers, such as those of tokens, are written as floating point,
     * which holds them exactly up to 2²⁴.
     *
     * @param index 0 … size − 1
     * @param input 0 … inputs − 1
     * @param into receives that input's {@code shape().elements()} values from {@code offset} on
     * @throws IndexOutOfBoundsException when there is no such sample or input, or no room for it
     */
    void read(int index, int input, float[] into, int offset);

    /**
     * What is known about one sample; of the kind that {@link #truth} says.
     *
     * @throws IndexOutOfBoundsException when there is no such sample
     */
    Target target(int index);

    /**
     * SHA-256, in hexadecimal, over the shapes of a sample's tensors and every sample and target as read: the same data
     * give the same text, wherever they come from.
     */
    String fingerprint();

    /**
     * The shape of a sample that is one tensor: {@code [channels, height, width]} or {@code [features]}.
     *
     * @throws IllegalStateException when samples consist of several
     */
    default Shape sampleShape() {
        if (inputs().size() != 1) {
            throw new IllegalStateException("samples of " + inputs().size() + " tensors have no one shape");
        }
        return inputs().getFirst().shape();
    }

    /** Writes the first tensor of one sample; see {@link #read(int, int, float[], int)}. */
    default void read(int index, float[] into, int offset) {
        read(index, 0, into, offset);
    }

    /**
     * The class of one sample.
     *
     * @throws IndexOutOfBoundsException when there is no such sample
     * @throws IllegalStateException when samples have no class
     */
    default int label(int index) {
        if (target(index) instanceof Target.OfClass(int label)) {
            return label;
        }
        throw new IllegalStateException("these samples have no classes");
    }

    /**
     * The samples of these indices, in this order.
     *
     * @throws IndexOutOfBoundsException when there is no such sample
     */
    default Dataset subset(int[] indices) {
        return new Subset(this, indices);
    }
}
