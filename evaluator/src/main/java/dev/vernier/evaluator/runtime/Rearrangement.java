package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Brings the elements of images into another order, in blocks where neighbours stay neighbours. Immutable. */
final class Rearrangement {
    /** Shorter blocks go element by element, which is as fast. */
    private static final int SHORTEST_BLOCK = 8;

    private final int block;
    private final int[] sources;

    /** @param sources for each block of an image that is made, where its first element lies; padding is a block of its own */
    private Rearrangement(int block, int[] sources) {
        this.block = block;
        this.sources = sources;
    }

    /** @param sources for each element of an image that is made, where it lies in the image given, or {@link Offsets#PADDING} */
    static Rearrangement of(int[] sources) {
        int block = 0;
        for (int i = 1; i < sources.length; i++) {
            boolean together = sources[i] == sources[i - 1] + 1 && sources[i - 1] != Offsets.PADDING;
            if (!together && block != 1) {
                block = gcd(i, block);
            }
        }
        block = gcd(sources.length, block);
        if (block < SHORTEST_BLOCK) {
            return new Rearrangement(1, sources);
        }
        int[] first = new int[sources.length / block];
        for (int i = 0; i < first.length; i++) {
            first[i] = sources[i * block];
        }
        return new Rearrangement(block, first);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Elements of an image that is made. */
    int elements() {
        return block * sources.length;
    }

    /**
     * Fills images of the same form.
     *
     * @param from the images given, all of the same size
     * @param to has room for as many images
     * @param padding code for what has no source; where there are no codes, 0 is put there
     */
    void run(int images, Values from, Values to, int padding) {
        long read = from.data().byteSize() / images;
        long written = to.data().byteSize() / images;
        for (int image = 0; image < images; image++) {
            MemorySegment source = from.data().asSlice(image * read, read);
            MemorySegment target = to.data().asSlice(image * written, written);
            if (block > 1) {
                blocks(from.form(), source, target);
            } else {
                elements(from.form(), source, target, padding);
            }
        }
    }

    private void blocks(Values.Form form, MemorySegment from, MemorySegment to) {
        long bytes = (long) block * form.bytes();
        for (int i = 0; i < sources.length; i++) {
            MemorySegment.copy(from, (long) sources[i] * form.bytes(), to, i * bytes, bytes);
        }
    }

    private void elements(Values.Form form, MemorySegment from, MemorySegment to, int padding) {
        switch (form) {
            case CODES, BYTES -> {
                for (int i = 0; i < sources.length; i++) {
                    to.set(JAVA_BYTE, i, sources[i] < 0 ? (byte) padding : from.get(JAVA_BYTE, sources[i]));
                }
            }
            case WIDE_CODES -> {
                for (int i = 0; i < sources.length; i++) {
                    char code = sources[i] < 0 ? (char) padding : from.getAtIndex(JAVA_CHAR_UNALIGNED, sources[i]);
                    to.setAtIndex(JAVA_CHAR_UNALIGNED, i, code);
                }
            }
            case FLOATS, INTS -> {
                for (int i = 0; i < sources.length; i++) {
                    int bits = sources[i] < 0 ? 0 : from.getAtIndex(JAVA_INT_UNALIGNED, sources[i]);
                    to.setAtIndex(JAVA_INT_UNALIGNED, i, bits);
                }
            }
            case LONGS -> {
                for (int i = 0; i < sources.length; i++) {
                    long number = sources[i] < 0 ? 0 : from.getAtIndex(JAVA_LONG_UNALIGNED, sources[i]);
                    to.setAtIndex(JAVA_LONG_UNALIGNED, i, number);
                }
            }
        }
    }
}
