package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.ConvShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Strips of bits: one layer of strips for each bit of the codes, the lowest first. An element holds {@value #WORD}
 * neighbouring bits of a column; the last one of a column is filled up with zeros.
 */
final class BitStrips extends Strips {
    /** Bits of one element. */
    static final int WORD = Integer.SIZE;

    private static final VectorSpecies<Byte> CODES =
            ByteVector.SPECIES_PREFERRED.length() > WORD ? ByteVector.SPECIES_256 : ByteVector.SPECIES_PREFERRED;

    private final int planes;
    private final boolean withSums;

    /** For each element of a strip, the bits that are codes. */
    private final int[] masks;

    /** Brings the codes of a strip together, where they do not lie in whole words by themselves. */
    private final Moves moves;

    /** Where the codes of each element are: in the input, or where they were brought together. */
    private final int[] sources;

    private final boolean inPlace;

    /**
     * @param planes bits of a code
     * @param withSums whether the sums of the columns' codes are needed
     */
    BitStrips(ConvShape shape, int planes, boolean withSums) {
        super(shape, words(shape), planes, shape.groupInputs() % WORD == 0 ? 0 : CODES.length());
        this.planes = planes;
        this.withSums = withSums;
        int columnCodes = shape.kernelHeight() * shape.groupInputs();
        inPlace = shape.groupInputs() % WORD == 0;
        Moves words = Moves.of(this, shape.groupInputs(), WORD, 1, shape.groupInputs() / WORD, 1);
        moves = Moves.of(this, shape.groupInputs(), CODES.length(), CODES.length(), shape.groupInputs(), WORD);
        sources = inPlace ? words.sources() : new int[columns.length * columnSize];
        masks = new int[sources.length];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = inPlace ? sources[i] : i * WORD;
            int bits = Math.min(WORD, columnCodes - i % columnSize * WORD);
            masks[i] = -1 >>> (WORD - bits);
        }
    }

    /** Elements of one column. */
    static int words(ConvShape shape) {
        return Math.ceilDiv(shape.kernelHeight() * shape.groupInputs(), WORD);
    }

    @Override
    void reserve(VectorScratch scratch) {
        super.reserve(scratch);
        scratch.reserveInts(Math.multiplyExact(planes, elements()));
        scratch.reserveGathered(sources.length * WORD + CODES.length());
        scratch.reserveColumnSums(elements() / columnSize);
    }

    @Override
    void convert(MemorySegment codes, int from, int zeroPoint, VectorScratch scratch, int to) {
        MemorySegment source = codes;
        int first = from;
        if (!inPlace) {
            gather(codes, from, scratch.gathered);
            source = scratch.gathered;
            first = 0;
        }
        for (int plane = 0; plane < planes; plane++) {
            pack(source, first, (byte) (1 << plane), scratch.ints, plane * elements() + to);
        }
        if (withSums) {
            sum(scratch.ints, to, scratch.columnSums);
        }
    }

    private void gather(MemorySegment codes, int from, MemorySegment gathered) {
        for (int i = 0; i < moves.count(); i++) {
            codes(codes, from + moves.sources()[i])
                    .intoMemorySegment(gathered, moves.targets()[i], ByteOrder.nativeOrder());
        }
    }

    private void pack(MemorySegment codes, int from, byte bit, int[] words, int to) {
        for (int i = 0; i < sources.length; i++) {
            int word = 0;
            for (int j = 0; j < WORD; j += CODES.length()) {
                ByteVector bits = codes(codes, from + sources[i] + j).and(bit);
                word |= (int) bits.compare(VectorOperators.NE, (byte) 0).toLong() << j;
            }
            words[to + i] = word & masks[i];
        }
    }

    private static ByteVector codes(MemorySegment codes, int at) {
        return ByteVector.fromMemorySegment(CODES, codes, at, ByteOrder.nativeOrder());
    }

    /** Sums the codes of each column of a strip. */
    private void sum(int[] words, int first, int[] sums) {
        for (int column = 0; column < columns.length; column++) {
            int sum = 0;
            for (int plane = 0; plane < planes; plane++) {
                int at = plane * elements() + first + column * columnSize;
                for (int k = at; k < at + columnSize; k++) {
                    sum += Integer.bitCount(words[k]) << plane;
                }
            }
            sums[first / columnSize + column] = sum;
        }
    }
}
