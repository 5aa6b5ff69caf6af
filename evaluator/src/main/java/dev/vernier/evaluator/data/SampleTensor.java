package dev.vernier.evaluator.data;

/** One of the tensors that samples are made of, for all of them. Immutable. */
interface SampleTensor {
    /** What each sample's is. */
    SampleInput input();

    /** Number of samples. */
    int count();

    /**
     * Writes one sample's.
     *
     * @throws IndexOutOfBoundsException when there is no such sample, or no room for it
     */
    void read(int index, float[] into, int offset);
}
