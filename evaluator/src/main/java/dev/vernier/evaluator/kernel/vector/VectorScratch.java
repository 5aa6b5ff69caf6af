package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** It grows to what the largest convolution needs and is then reused. */
final class VectorScratch implements Scratch {
    private static final long ALIGNMENT = 64;

    /** Padded codes of a block of output rows, see {@link Strips}. */
    MemorySegment padded = MemorySegment.NULL;

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
        if (padded.byteSize() < paddedBytes) {
            padded = Arena.ofAuto().allocate(paddedBytes, ALIGNMENT);
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
