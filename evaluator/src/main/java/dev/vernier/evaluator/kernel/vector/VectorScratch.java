package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** It grows to what the largest call needs and is then reused. */
final class VectorScratch implements Scratch {
    private static final long ALIGNMENT = 64;

    /** Padded codes of a block of output rows, see {@link Strips}. */
    MemorySegment padded = MemorySegment.NULL;

    /** Codes of one strip, column by column, see {@link BitStrips}. */
    MemorySegment gathered = MemorySegment.NULL;

    /** Strips of a block, if they are floats. */
    float[] floats = {};

    /** Strips of a block, if they are pairs or bits. */
    int[] ints = {};

    /** Sums of the codes of each column of a block, see {@link BitStrips}. */
    int[] columnSums = {};

    /** The weights of one panel, unpacked, if they are floats. */
    float[] floatWeights = {};

    /** The weights of one panel, unpacked, if they are pairs. */
    int[] pairWeights = {};

    /** Codes of a right operand as they came, see {@link RightOperand}. */
    byte[] rightCodes = {};

    /** A right operand's weights, a byte each, panel after panel. */
    byte[] right = {};

    /** The sum of each column of a right operand. */
    int[] rightSums = {};

    /** Partial sums of one tile, row after row, as {@link FloatTiles} leaves them. */
    float[] floatTile = {};

    /** Partial sums of one tile, row after row, as {@link PairTiles} and {@link BitTiles} leave them. */
    int[] tile = {};

    /** Sums of one tile, row after row. */
    int[] sums = {};

    /** What sums begin with, for each element of a tile. */
    int[] bias = {};

    /** For each element of a tile. */
    float[] multipliers = {};

    @Override
    public long bytes() {
        long bytes = padded.byteSize() + gathered.byteSize() + rightCodes.length + right.length;
        long words = (long) floats.length + ints.length + columnSums.length;
        words += (long) floatWeights.length + pairWeights.length + rightSums.length;
        words += (long) floatTile.length + tile.length + sums.length + bias.length + multipliers.length;
        return bytes + words * Integer.BYTES;
    }

    void reservePadded(int bytes) {
        padded = atLeast(padded, bytes);
    }

    void reserveGathered(int bytes) {
        gathered = atLeast(gathered, bytes);
    }

    private static MemorySegment atLeast(MemorySegment segment, int bytes) {
        return segment.byteSize() < bytes ? Arena.ofAuto().allocate(bytes, ALIGNMENT) : segment;
    }

    void reserveFloats(int count) {
        floats = atLeast(floats, count);
    }

    void reserveInts(int count) {
        ints = atLeast(ints, count);
    }

    void reserveColumnSums(int count) {
        columnSums = atLeast(columnSums, count);
    }

    void reserveFloatWeights(int count) {
        floatWeights = atLeast(floatWeights, count);
    }

    void reservePairWeights(int count) {
        pairWeights = atLeast(pairWeights, count);
    }

    void reserveRight(int codes, int packed, int columns) {
        rightCodes = atLeast(rightCodes, codes);
        right = atLeast(right, packed);
        rightSums = atLeast(rightSums, columns);
    }

    void reserveTile(int count) {
        floatTile = atLeast(floatTile, count);
        tile = atLeast(tile, count);
        sums = atLeast(sums, count);
        bias = atLeast(bias, count);
        multipliers = atLeast(multipliers, count);
    }

    private static byte[] atLeast(byte[] array, int count) {
        return array.length < count ? new byte[count] : array;
    }

    private static int[] atLeast(int[] array, int count) {
        return array.length < count ? new int[count] : array;
    }

    private static float[] atLeast(float[] array, int count) {
        return array.length < count ? new float[count] : array;
    }
}
