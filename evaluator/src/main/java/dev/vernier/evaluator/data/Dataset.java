package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;

/**
 * Labelled samples, preprocessed as they are read. Immutable and safe to share between threads.
 */
public interface Dataset {
    /** The shape of one sample, without a batch axis: {@code [channels, height, width]} or {@code [features]}. */
    Shape sampleShape();

    /** Number of samples. */
    int size();

    /** Number of classes; labels are 0 … classes − 1. */
    int classes();

    /**
     * Writes one sample, row-major, in floating point.
     *
     * @param index 0 … size − 1
     * @param into receives {@code sampleShape().elements()} values from {@code offset} on
     * @throws IndexOutOfBoundsException when there is no such sample, or no room for it
     */
    void read(int index, float[] into, int offset);

    /**
     * The class of one sample.
     *
     * @throws IndexOutOfBoundsException when there is no such sample
     */
    int label(int index);

    /**
     * SHA-256, in hexadecimal, over the shape of a sample and every sample and label as read: the same data give the
     * same text, wherever they come from.
     */
    String fingerprint();

    /**
     * The samples of these indices, in this order.
     *
     * @throws IndexOutOfBoundsException when there is no such sample
     */
    default Dataset subset(int[] indices) {
        return new Subset(this, indices);
    }
}
