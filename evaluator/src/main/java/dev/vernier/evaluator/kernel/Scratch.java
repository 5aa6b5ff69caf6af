package dev.vernier.evaluator.kernel;

/** Working memory for the convolutions of one thread. It grows to what the largest of them needs and is then reused. */
public final class Scratch {
    /** Padded codes of a block of output rows, see {@link Strips}. */
    byte[] padded = {};

    /** Inputs of a block of output rows, see {@link Strips}. */
    float[] strips = {};

    /** Sums of one tile, row after row. */
    float[] tile = {};

    /** Sums of one tile that are longer than a float can hold. */
    int[] accumulators = {};

    /** For each element of a tile. */
    int[] bias = {};

    float[] multipliers = {};

    void require(int paddedBytes, int stripFloats, int tileElements) {
        if (padded.length < paddedBytes) {
            padded = new byte[paddedBytes];
        }
        if (strips.length < stripFloats) {
            strips = new float[stripFloats];
        }
        if (tile.length < tileElements) {
            tile = new float[tileElements];
            accumulators = new int[tileElements];
            bias = new int[tileElements];
            multipliers = new float[tileElements];
        }
    }
}
