package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;
import static dev.vernier.evaluator.kernel.vector.Lanes.SHORTS;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

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
     * @param step from one element of a column to the next
     * @param to where the first weights go; those of the next element go {@code perElement · step} behind
     */
    static void unpack(
            PairWeights weights, int slot, int[] packed, int from, int step, int count, int[] target, int to) {
        int left = weights.left(slot);
        int right = weights.right();
        int targetStep = weights.perElement() * step;
        short factor = (short) weights.factor();
        short offset = (short) weights.offset();
        for (int k = 0; k < count; k++) {
            ShortVector codes = codes(packed, from + k * step, left, right);
            codes.mul(factor).add(offset).reinterpretAsInts().intoArray(target, to + k * targetStep);
        }
    }

    private static ShortVector codes(int[] packed, int at, int left, int right) {
        return IntVector.fromArray(INTS, packed, at)
                .reinterpretAsShorts()
                .lanewise(VectorOperators.LSHL, left)
                .lanewise(VectorOperators.ASHR, right);
    }

    /**
     * Computes a single row times the stored codes of one step of each of {@code count} elements, in a panel of
     * {@code vectors} vectors.
     *
     * @param first the pair of the first element
     */
    static void row(
            PairWeights weights,
            int slot,
            int vectors,
            int[] a,
            int first,
            int[] packed,
            int panel,
            int count,
            int[] tile,
            int to) {
        int left = weights.left(slot);
        int right = weights.right();
        int next = weights.perElement();
        if (vectors == 4) {
            row1x4(a, first, next, packed, panel, left, right, count, tile, to);
            return;
        }
        for (int v = 0; v < vectors; v++) {
            int at = panel + v * LANES;
            row1x1(a, first, next, packed, at, vectors * LANES, left, right, count, tile, to + v * LANES);
        }
    }

    private static void row1x1(
            int[] a,
            int first,
            int next,
            int[] packed,
            int panel,
            int step,
            int left,
            int right,
            int count,
            int[] tile,
            int to) {
        ShortVector c = ShortVector.zero(SHORTS);
        for (int k = 0; k < count; k++) {
            ShortVector x = IntVector.broadcast(INTS, a[first + k * next]).reinterpretAsShorts();
            c = c.add(x.mul(codes(packed, panel + k * step, left, right)));
        }
        c.reinterpretAsInts().intoArray(tile, to);
    }

    private static void row1x4(
            int[] a, int first, int next, int[] packed, int panel, int left, int right, int count, int[] tile, int to) {
        ShortVector ca = ShortVector.zero(SHORTS);
        ShortVector cb = ShortVector.zero(SHORTS);
        ShortVector cc = ShortVector.zero(SHORTS);
        ShortVector cd = ShortVector.zero(SHORTS);
        for (int k = 0; k < count; k++) {
            ShortVector x = IntVector.broadcast(INTS, a[first + k * next]).reinterpretAsShorts();
            int at = panel + k * 4 * LANES;
            ca = ca.add(x.mul(codes(packed, at, left, right)));
            cb = cb.add(x.mul(codes(packed, at + LANES, left, right)));
            cc = cc.add(x.mul(codes(packed, at + 2 * LANES, left, right)));
            cd = cd.add(x.mul(codes(packed, at + 3 * LANES, left, right)));
        }
        ca.reinterpretAsInts().intoArray(tile, to);
        cb.reinterpretAsInts().intoArray(tile, to + LANES);
        cc.reinterpretAsInts().intoArray(tile, to + 2 * LANES);
        cd.reinterpretAsInts().intoArray(tile, to + 3 * LANES);
    }

    /** Adds both halves of each pair of the tile to the sums. */
    static void flush(int[] tile, int[] sums, int count) {
        for (int i = 0; i < count; i += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tile, i);
            IntVector odd = pairs.lanewise(VectorOperators.ASHR, Short.SIZE);
            IntVector even =
                    pairs.lanewise(VectorOperators.LSHL, Short.SIZE).lanewise(VectorOperators.ASHR, Short.SIZE);
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
