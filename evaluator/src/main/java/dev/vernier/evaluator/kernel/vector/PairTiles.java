package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;
import static dev.vernier.evaluator.kernel.vector.Lanes.SHORTS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Small matrix products in 16-bit arithmetic: 6 rows of {@code a} times a panel of 1 to 4 vectors of columns. An element
 * of {@code a}, of the panel and of the tile is a pair of 16-bit integers, for two neighbouring steps of depth. Products
 * and partial sums are exact as long as they fit 16 bits; {@link #flush} adds up the sums of each pair.
 *
 * <p>Row {@code r} of {@code a} begins at {@code at[position + r] + from} and is {@code depth} pairs long. The panel is
 * stored depth-major, {@code [depth][vectors × LANES]}. Row {@code r} of the result is written at {@code r · stride} of
 * the tile, whole vectors, rows in ascending order: what a vector writes beyond its row, the next row overwrites.
 *
 * <p>Written out on purpose, see {@link BitTiles}.
 */
final class PairTiles {
    private PairTiles() {}

    /** Computes {@link VectorConvolution#ROWS} rows times a panel of {@code vectors} vectors. */
    static void rows(
            int vectors,
            int[] a,
            int[] at,
            int position,
            int from,
            int[] w,
            int panel,
            int depth,
            int[] tile,
            int stride) {
        switch (vectors) {
            case 1 -> rows6x1(a, at, position, from, w, panel, depth, tile, stride);
            case 2 -> rows6x2(a, at, position, from, w, panel, depth, tile, stride);
            case 3 -> rows6x3(a, at, position, from, w, panel, depth, tile, stride);
            case 4 -> rows6x4(a, at, position, from, w, panel, depth, tile, stride);
            default -> throw new IllegalArgumentException(vectors + " vectors");
        }
    }

    /**
     * Unpacks the weights of one step of each element of a vector of columns.
     *
     * @param slot the step
     * @param to where the first weights go
     * @param step from the weights of one step to those of the next
     */
    static void unpack(
            PairWeights weights, int slot, int[] packed, int from, int count, int[] target, int to, int step) {
        int shift = slot * weights.bits();
        int mask = weights.mask();
        int targetStep = weights.perElement() * step;
        short factor = (short) weights.factor();
        short offset = (short) weights.offset();
        for (int k = 0; k < count; k++) {
            IntVector codes =
                    IntVector.fromArray(INTS, packed, from + k * LANES).lanewise(LSHR, shift);
            ShortVector unpacked =
                    codes.and(mask).reinterpretAsShorts().mul(factor).add(offset);
            unpacked.reinterpretAsInts().intoArray(target, to + k * targetStep);
        }
    }

    /**
     * Unpacks weights of one byte each, a vector wide, two steps of depth to an element.
     *
     * @param step elements from one pair to the next, and bytes from one step of depth to the next
     */
    static void unpack(byte[] packed, int from, int depth, int[] target, int to, int step) {
        int k = 0;
        for (; k + 1 < depth; k += 2) {
            weights(packed, from + k * step)
                    .and(0xFFFF)
                    .or(weights(packed, from + (k + 1) * step).lanewise(LSHL, Short.SIZE))
                    .intoArray(target, to + k / 2 * step);
        }
        if (k < depth) {
            weights(packed, from + k * step).and(0xFFFF).intoArray(target, to + k / 2 * step);
        }
    }

    private static IntVector weights(byte[] packed, int at) {
        return (IntVector) ByteVector.fromArray(BYTES, packed, at).convertShape(B2I, INTS, 0);
    }

    /**
     * Adds to {@code sums} the products of a single row with the stored codes of one vector of columns. Products are
     * below 4096 from 0, so that a 16-bit sum holds those of one element.
     *
     * @param bits of a stored code
     * @param first the pair that meets the lowest code of the first element; the row is followed by at least {@link
     *     PairWeights#MOST_STEPS} pairs of any content
     */
    static void row(int bits, int[] a, int first, int[] packed, int from, int count, int[] sums, int to) {
        switch (bits) {
            case 2 -> rowOf2(a, first, packed, from, count, sums, to);
            case 4 -> rowOf4(a, first, packed, from, count, sums, to);
            case 8 -> rowOf8(a, first, packed, from, count, sums, to);
            default -> throw new IllegalArgumentException(bits + " bits");
        }
    }

    private static void rowOf2(int[] a, int first, int[] packed, int from, int count, int[] sums, int to) {
        IntVector even = IntVector.fromArray(INTS, sums, to);
        IntVector odd = IntVector.zero(INTS);
        for (int k = 0; k < count; k++) {
            IntVector w = IntVector.fromArray(INTS, packed, from + k * LANES);
            int x = first + 8 * k;
            ShortVector w0 = w.and(0x0003_0003).reinterpretAsShorts();
            ShortVector c =
                    IntVector.broadcast(INTS, a[x]).reinterpretAsShorts().mul(w0);
            ShortVector w1 = w.lanewise(LSHR, 2).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 1]).reinterpretAsShorts().mul(w1));
            ShortVector w2 = w.lanewise(LSHR, 4).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 2]).reinterpretAsShorts().mul(w2));
            ShortVector w3 = w.lanewise(LSHR, 6).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 3]).reinterpretAsShorts().mul(w3));
            ShortVector w4 = w.lanewise(LSHR, 8).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 4]).reinterpretAsShorts().mul(w4));
            ShortVector w5 = w.lanewise(LSHR, 10).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 5]).reinterpretAsShorts().mul(w5));
            ShortVector w6 = w.lanewise(LSHR, 12).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 6]).reinterpretAsShorts().mul(w6));
            ShortVector w7 = w.lanewise(LSHR, 14).and(0x0003_0003).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 7]).reinterpretAsShorts().mul(w7));
            IntVector pairs = c.reinterpretAsInts();
            even = even.add(pairs.lanewise(LSHL, Short.SIZE).lanewise(ASHR, Short.SIZE));
            odd = odd.add(pairs.lanewise(ASHR, Short.SIZE));
        }
        even.add(odd).intoArray(sums, to);
    }

    private static void rowOf4(int[] a, int first, int[] packed, int from, int count, int[] sums, int to) {
        IntVector even = IntVector.fromArray(INTS, sums, to);
        IntVector odd = IntVector.zero(INTS);
        for (int k = 0; k < count; k++) {
            IntVector w = IntVector.fromArray(INTS, packed, from + k * LANES);
            int x = first + 4 * k;
            ShortVector w0 = w.and(0x000F_000F).reinterpretAsShorts();
            ShortVector c =
                    IntVector.broadcast(INTS, a[x]).reinterpretAsShorts().mul(w0);
            ShortVector w1 = w.lanewise(LSHR, 4).and(0x000F_000F).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 1]).reinterpretAsShorts().mul(w1));
            ShortVector w2 = w.lanewise(LSHR, 8).and(0x000F_000F).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 2]).reinterpretAsShorts().mul(w2));
            ShortVector w3 = w.lanewise(LSHR, 12).and(0x000F_000F).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 3]).reinterpretAsShorts().mul(w3));
            IntVector pairs = c.reinterpretAsInts();
            even = even.add(pairs.lanewise(LSHL, Short.SIZE).lanewise(ASHR, Short.SIZE));
            odd = odd.add(pairs.lanewise(ASHR, Short.SIZE));
        }
        even.add(odd).intoArray(sums, to);
    }

    private static void rowOf8(int[] a, int first, int[] packed, int from, int count, int[] sums, int to) {
        IntVector even = IntVector.fromArray(INTS, sums, to);
        IntVector odd = IntVector.zero(INTS);
        for (int k = 0; k < count; k++) {
            IntVector w = IntVector.fromArray(INTS, packed, from + k * LANES);
            int x = first + 2 * k;
            ShortVector w0 = w.and(0x00FF_00FF).reinterpretAsShorts();
            ShortVector c =
                    IntVector.broadcast(INTS, a[x]).reinterpretAsShorts().mul(w0);
            ShortVector w1 = w.lanewise(LSHR, 8).and(0x00FF_00FF).reinterpretAsShorts();
            c = c.add(IntVector.broadcast(INTS, a[x + 1]).reinterpretAsShorts().mul(w1));
            IntVector pairs = c.reinterpretAsInts();
            even = even.add(pairs.lanewise(LSHL, Short.SIZE).lanewise(ASHR, Short.SIZE));
            odd = odd.add(pairs.lanewise(ASHR, Short.SIZE));
        }
        even.add(odd).intoArray(sums, to);
    }

    /** Adds both halves of each pair of the tile to the sums. */
    static void flush(int[] tile, int[] sums, int count) {
        for (int i = 0; i < count; i += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tile, i);
            IntVector odd = pairs.lanewise(ASHR, Short.SIZE);
            IntVector even = pairs.lanewise(LSHL, Short.SIZE).lanewise(ASHR, Short.SIZE);
            IntVector.fromArray(INTS, sums, i).add(odd).add(even).intoArray(sums, i);
        }
    }

    private static void rows6x1(
            int[] a, int[] at, int position, int from, int[] w, int panel, int depth, int[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        ShortVector c0a = ShortVector.zero(SHORTS);
        ShortVector c1a = ShortVector.zero(SHORTS);
        ShortVector c2a = ShortVector.zero(SHORTS);
        ShortVector c3a = ShortVector.zero(SHORTS);
        ShortVector c4a = ShortVector.zero(SHORTS);
        ShortVector c5a = ShortVector.zero(SHORTS);
        for (int k = 0; k < depth; k++) {
            ShortVector wa = IntVector.fromArray(INTS, w, panel + k * LANES).reinterpretAsShorts();
            ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
            c0a = c0a.add(x.mul(wa));
            x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
            c1a = c1a.add(x.mul(wa));
            x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
            c2a = c2a.add(x.mul(wa));
            x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
            c3a = c3a.add(x.mul(wa));
            x = IntVector.broadcast(INTS, a[a4 + k]).reinterpretAsShorts();
            c4a = c4a.add(x.mul(wa));
            x = IntVector.broadcast(INTS, a[a5 + k]).reinterpretAsShorts();
            c5a = c5a.add(x.mul(wa));
        }
        c0a.reinterpretAsInts().intoArray(tile, 0);
        c1a.reinterpretAsInts().intoArray(tile, stride);
        c2a.reinterpretAsInts().intoArray(tile, 2 * stride);
        c3a.reinterpretAsInts().intoArray(tile, 3 * stride);
        c4a.reinterpretAsInts().intoArray(tile, 4 * stride);
        c5a.reinterpretAsInts().intoArray(tile, 5 * stride);
    }

    private static void rows6x2(
            int[] a, int[] at, int position, int from, int[] w, int panel, int depth, int[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        ShortVector c0a = ShortVector.zero(SHORTS);
        ShortVector c0b = ShortVector.zero(SHORTS);
        ShortVector c1a = ShortVector.zero(SHORTS);
        ShortVector c1b = ShortVector.zero(SHORTS);
        ShortVector c2a = ShortVector.zero(SHORTS);
        ShortVector c2b = ShortVector.zero(SHORTS);
        ShortVector c3a = ShortVector.zero(SHORTS);
        ShortVector c3b = ShortVector.zero(SHORTS);
        ShortVector c4a = ShortVector.zero(SHORTS);
        ShortVector c4b = ShortVector.zero(SHORTS);
        ShortVector c5a = ShortVector.zero(SHORTS);
        ShortVector c5b = ShortVector.zero(SHORTS);
        for (int k = 0; k < depth; k++) {
            ShortVector wa = IntVector.fromArray(INTS, w, panel + k * 2 * LANES).reinterpretAsShorts();
            ShortVector wb =
                    IntVector.fromArray(INTS, w, panel + k * 2 * LANES + LANES).reinterpretAsShorts();
            ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
            c0a = c0a.add(x.mul(wa));
            c0b = c0b.add(x.mul(wb));
            x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
            c1a = c1a.add(x.mul(wa));
            c1b = c1b.add(x.mul(wb));
            x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
            c2a = c2a.add(x.mul(wa));
            c2b = c2b.add(x.mul(wb));
            x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
            c3a = c3a.add(x.mul(wa));
            c3b = c3b.add(x.mul(wb));
            x = IntVector.broadcast(INTS, a[a4 + k]).reinterpretAsShorts();
            c4a = c4a.add(x.mul(wa));
            c4b = c4b.add(x.mul(wb));
            x = IntVector.broadcast(INTS, a[a5 + k]).reinterpretAsShorts();
            c5a = c5a.add(x.mul(wa));
            c5b = c5b.add(x.mul(wb));
        }
        c0a.reinterpretAsInts().intoArray(tile, 0);
        c0b.reinterpretAsInts().intoArray(tile, LANES);
        c1a.reinterpretAsInts().intoArray(tile, stride);
        c1b.reinterpretAsInts().intoArray(tile, stride + LANES);
        c2a.reinterpretAsInts().intoArray(tile, 2 * stride);
        c2b.reinterpretAsInts().intoArray(tile, 2 * stride + LANES);
        c3a.reinterpretAsInts().intoArray(tile, 3 * stride);
        c3b.reinterpretAsInts().intoArray(tile, 3 * stride + LANES);
        c4a.reinterpretAsInts().intoArray(tile, 4 * stride);
        c4b.reinterpretAsInts().intoArray(tile, 4 * stride + LANES);
        c5a.reinterpretAsInts().intoArray(tile, 5 * stride);
        c5b.reinterpretAsInts().intoArray(tile, 5 * stride + LANES);
    }

    private static void rows6x3(
            int[] a, int[] at, int position, int from, int[] w, int panel, int depth, int[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        ShortVector c0a = ShortVector.zero(SHORTS);
        ShortVector c0b = ShortVector.zero(SHORTS);
        ShortVector c0c = ShortVector.zero(SHORTS);
        ShortVector c1a = ShortVector.zero(SHORTS);
        ShortVector c1b = ShortVector.zero(SHORTS);
        ShortVector c1c = ShortVector.zero(SHORTS);
        ShortVector c2a = ShortVector.zero(SHORTS);
        ShortVector c2b = ShortVector.zero(SHORTS);
        ShortVector c2c = ShortVector.zero(SHORTS);
        ShortVector c3a = ShortVector.zero(SHORTS);
        ShortVector c3b = ShortVector.zero(SHORTS);
        ShortVector c3c = ShortVector.zero(SHORTS);
        ShortVector c4a = ShortVector.zero(SHORTS);
        ShortVector c4b = ShortVector.zero(SHORTS);
        ShortVector c4c = ShortVector.zero(SHORTS);
        ShortVector c5a = ShortVector.zero(SHORTS);
        ShortVector c5b = ShortVector.zero(SHORTS);
        ShortVector c5c = ShortVector.zero(SHORTS);
        for (int k = 0; k < depth; k++) {
            ShortVector wa = IntVector.fromArray(INTS, w, panel + k * 3 * LANES).reinterpretAsShorts();
            ShortVector wb =
                    IntVector.fromArray(INTS, w, panel + k * 3 * LANES + LANES).reinterpretAsShorts();
            ShortVector wc = IntVector.fromArray(INTS, w, panel + k * 3 * LANES + 2 * LANES)
                    .reinterpretAsShorts();
            ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
            c0a = c0a.add(x.mul(wa));
            c0b = c0b.add(x.mul(wb));
            c0c = c0c.add(x.mul(wc));
            x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
            c1a = c1a.add(x.mul(wa));
            c1b = c1b.add(x.mul(wb));
            c1c = c1c.add(x.mul(wc));
            x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
            c2a = c2a.add(x.mul(wa));
            c2b = c2b.add(x.mul(wb));
            c2c = c2c.add(x.mul(wc));
            x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
            c3a = c3a.add(x.mul(wa));
            c3b = c3b.add(x.mul(wb));
            c3c = c3c.add(x.mul(wc));
            x = IntVector.broadcast(INTS, a[a4 + k]).reinterpretAsShorts();
            c4a = c4a.add(x.mul(wa));
            c4b = c4b.add(x.mul(wb));
            c4c = c4c.add(x.mul(wc));
            x = IntVector.broadcast(INTS, a[a5 + k]).reinterpretAsShorts();
            c5a = c5a.add(x.mul(wa));
            c5b = c5b.add(x.mul(wb));
            c5c = c5c.add(x.mul(wc));
        }
        c0a.reinterpretAsInts().intoArray(tile, 0);
        c0b.reinterpretAsInts().intoArray(tile, LANES);
        c0c.reinterpretAsInts().intoArray(tile, 2 * LANES);
        c1a.reinterpretAsInts().intoArray(tile, stride);
        c1b.reinterpretAsInts().intoArray(tile, stride + LANES);
        c1c.reinterpretAsInts().intoArray(tile, stride + 2 * LANES);
        c2a.reinterpretAsInts().intoArray(tile, 2 * stride);
        c2b.reinterpretAsInts().intoArray(tile, 2 * stride + LANES);
        c2c.reinterpretAsInts().intoArray(tile, 2 * stride + 2 * LANES);
        c3a.reinterpretAsInts().intoArray(tile, 3 * stride);
        c3b.reinterpretAsInts().intoArray(tile, 3 * stride + LANES);
        c3c.reinterpretAsInts().intoArray(tile, 3 * stride + 2 * LANES);
        c4a.reinterpretAsInts().intoArray(tile, 4 * stride);
        c4b.reinterpretAsInts().intoArray(tile, 4 * stride + LANES);
        c4c.reinterpretAsInts().intoArray(tile, 4 * stride + 2 * LANES);
        c5a.reinterpretAsInts().intoArray(tile, 5 * stride);
        c5b.reinterpretAsInts().intoArray(tile, 5 * stride + LANES);
        c5c.reinterpretAsInts().intoArray(tile, 5 * stride + 2 * LANES);
    }

    private static void rows6x4(
            int[] a, int[] at, int position, int from, int[] w, int panel, int depth, int[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        ShortVector c0a = ShortVector.zero(SHORTS);
        ShortVector c0b = ShortVector.zero(SHORTS);
        ShortVector c0c = ShortVector.zero(SHORTS);
        ShortVector c0d = ShortVector.zero(SHORTS);
        ShortVector c1a = ShortVector.zero(SHORTS);
        ShortVector c1b = ShortVector.zero(SHORTS);
        ShortVector c1c = ShortVector.zero(SHORTS);
        ShortVector c1d = ShortVector.zero(SHORTS);
        ShortVector c2a = ShortVector.zero(SHORTS);
        ShortVector c2b = ShortVector.zero(SHORTS);
        ShortVector c2c = ShortVector.zero(SHORTS);
        ShortVector c2d = ShortVector.zero(SHORTS);
        ShortVector c3a = ShortVector.zero(SHORTS);
        ShortVector c3b = ShortVector.zero(SHORTS);
        ShortVector c3c = ShortVector.zero(SHORTS);
        ShortVector c3d = ShortVector.zero(SHORTS);
        ShortVector c4a = ShortVector.zero(SHORTS);
        ShortVector c4b = ShortVector.zero(SHORTS);
        ShortVector c4c = ShortVector.zero(SHORTS);
        ShortVector c4d = ShortVector.zero(SHORTS);
        ShortVector c5a = ShortVector.zero(SHORTS);
        ShortVector c5b = ShortVector.zero(SHORTS);
        ShortVector c5c = ShortVector.zero(SHORTS);
        ShortVector c5d = ShortVector.zero(SHORTS);
        for (int k = 0; k < depth; k++) {
            ShortVector wa = IntVector.fromArray(INTS, w, panel + k * 4 * LANES).reinterpretAsShorts();
            ShortVector wb =
                    IntVector.fromArray(INTS, w, panel + k * 4 * LANES + LANES).reinterpretAsShorts();
            ShortVector wc = IntVector.fromArray(INTS, w, panel + k * 4 * LANES + 2 * LANES)
                    .reinterpretAsShorts();
            ShortVector wd = IntVector.fromArray(INTS, w, panel + k * 4 * LANES + 3 * LANES)
                    .reinterpretAsShorts();
            ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
            c0a = c0a.add(x.mul(wa));
            c0b = c0b.add(x.mul(wb));
            c0c = c0c.add(x.mul(wc));
            c0d = c0d.add(x.mul(wd));
            x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
            c1a = c1a.add(x.mul(wa));
            c1b = c1b.add(x.mul(wb));
            c1c = c1c.add(x.mul(wc));
            c1d = c1d.add(x.mul(wd));
            x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
            c2a = c2a.add(x.mul(wa));
            c2b = c2b.add(x.mul(wb));
            c2c = c2c.add(x.mul(wc));
            c2d = c2d.add(x.mul(wd));
            x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
            c3a = c3a.add(x.mul(wa));
            c3b = c3b.add(x.mul(wb));
            c3c = c3c.add(x.mul(wc));
            c3d = c3d.add(x.mul(wd));
            x = IntVector.broadcast(INTS, a[a4 + k]).reinterpretAsShorts();
            c4a = c4a.add(x.mul(wa));
            c4b = c4b.add(x.mul(wb));
            c4c = c4c.add(x.mul(wc));
            c4d = c4d.add(x.mul(wd));
            x = IntVector.broadcast(INTS, a[a5 + k]).reinterpretAsShorts();
            c5a = c5a.add(x.mul(wa));
            c5b = c5b.add(x.mul(wb));
            c5c = c5c.add(x.mul(wc));
            c5d = c5d.add(x.mul(wd));
        }
        c0a.reinterpretAsInts().intoArray(tile, 0);
        c0b.reinterpretAsInts().intoArray(tile, LANES);
        c0c.reinterpretAsInts().intoArray(tile, 2 * LANES);
        c0d.reinterpretAsInts().intoArray(tile, 3 * LANES);
        c1a.reinterpretAsInts().intoArray(tile, stride);
        c1b.reinterpretAsInts().intoArray(tile, stride + LANES);
        c1c.reinterpretAsInts().intoArray(tile, stride + 2 * LANES);
        c1d.reinterpretAsInts().intoArray(tile, stride + 3 * LANES);
        c2a.reinterpretAsInts().intoArray(tile, 2 * stride);
        c2b.reinterpretAsInts().intoArray(tile, 2 * stride + LANES);
        c2c.reinterpretAsInts().intoArray(tile, 2 * stride + 2 * LANES);
        c2d.reinterpretAsInts().intoArray(tile, 2 * stride + 3 * LANES);
        c3a.reinterpretAsInts().intoArray(tile, 3 * stride);
        c3b.reinterpretAsInts().intoArray(tile, 3 * stride + LANES);
        c3c.reinterpretAsInts().intoArray(tile, 3 * stride + 2 * LANES);
        c3d.reinterpretAsInts().intoArray(tile, 3 * stride + 3 * LANES);
        c4a.reinterpretAsInts().intoArray(tile, 4 * stride);
        c4b.reinterpretAsInts().intoArray(tile, 4 * stride + LANES);
        c4c.reinterpretAsInts().intoArray(tile, 4 * stride + 2 * LANES);
        c4d.reinterpretAsInts().intoArray(tile, 4 * stride + 3 * LANES);
        c5a.reinterpretAsInts().intoArray(tile, 5 * stride);
        c5b.reinterpretAsInts().intoArray(tile, 5 * stride + LANES);
        c5c.reinterpretAsInts().intoArray(tile, 5 * stride + 2 * LANES);
        c5d.reinterpretAsInts().intoArray(tile, 5 * stride + 3 * LANES);
    }
}
