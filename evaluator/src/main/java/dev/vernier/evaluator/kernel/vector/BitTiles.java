package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;

/**
 * Counts in how many bits rows of {@code a} differ from columns of weights, for 6 rows times a panel of 1 to 4 vectors of
 * columns, or for a single row.
 *
 * <p>Row {@code r} of {@code a} begins at {@code at[position + r] + from} and is {@code depth} words long. The panel is
 * stored depth-major, {@code [depth][vectors × LANES]}. Counts are added to {@code factor} times those that the tile
 * holds already. Row {@code r} of the tile begins at {@code r · stride}; whole vectors are written, rows in ascending
 * order: what a vector writes beyond its row, the next row overwrites.
 *
 * <p>Written out on purpose: the compiler keeps sums in registers only when each is a local variable of its own, the
 * method has a single loop, and no method of ours is called within it.
 */
final class BitTiles {
    private BitTiles() {}

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
            int stride,
            int factor) {
        switch (vectors) {
            case 1 -> rows6x1(a, at, position, from, w, panel, depth, tile, stride, factor);
            case 2 -> rows6x2(a, at, position, from, w, panel, depth, tile, stride, factor);
            case 3 -> rows6x3(a, at, position, from, w, panel, depth, tile, stride, factor);
            case 4 -> rows6x4(a, at, position, from, w, panel, depth, tile, stride, factor);
            default -> throw new IllegalArgumentException(vectors + " vectors");
        }
    }

    /** Computes a single row times a panel of {@code vectors} vectors. */
    static void row(int vectors, int[] a, int first, int[] w, int panel, int depth, int[] tile, int to, int factor) {
        if (vectors == 4) {
            row1x4(a, first, w, panel, depth, tile, to, factor);
            return;
        }
        for (int v = 0; v < vectors; v++) {
            row1x1(a, first, w, panel + v * LANES, vectors * LANES, depth, tile, to + v * LANES, factor);
        }
    }

    private static void row1x1(
            int[] a, int first, int[] w, int panel, int step, int depth, int[] tile, int to, int factor) {
        IntVector c = IntVector.fromArray(INTS, tile, to).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector x = IntVector.broadcast(INTS, a[first + k]);
            IntVector wa = IntVector.fromArray(INTS, w, panel + k * step);
            c = c.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
        }
        c.intoArray(tile, to);
    }

    private static void row1x4(int[] a, int first, int[] w, int panel, int depth, int[] tile, int to, int factor) {
        IntVector ca = IntVector.fromArray(INTS, tile, to).mul(factor);
        IntVector cb = IntVector.fromArray(INTS, tile, to + LANES).mul(factor);
        IntVector cc = IntVector.fromArray(INTS, tile, to + 2 * LANES).mul(factor);
        IntVector cd = IntVector.fromArray(INTS, tile, to + 3 * LANES).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector x = IntVector.broadcast(INTS, a[first + k]);
            int at = panel + k * 4 * LANES;
            ca = ca.add(x.lanewise(XOR, IntVector.fromArray(INTS, w, at)).lanewise(BIT_COUNT));
            cb = cb.add(
                    x.lanewise(XOR, IntVector.fromArray(INTS, w, at + LANES)).lanewise(BIT_COUNT));
            cc = cc.add(x.lanewise(XOR, IntVector.fromArray(INTS, w, at + 2 * LANES))
                    .lanewise(BIT_COUNT));
            cd = cd.add(x.lanewise(XOR, IntVector.fromArray(INTS, w, at + 3 * LANES))
                    .lanewise(BIT_COUNT));
        }
        ca.intoArray(tile, to);
        cb.intoArray(tile, to + LANES);
        cc.intoArray(tile, to + 2 * LANES);
        cd.intoArray(tile, to + 3 * LANES);
    }

    private static void rows6x1(
            int[] a,
            int[] at,
            int position,
            int from,
            int[] w,
            int panel,
            int depth,
            int[] tile,
            int stride,
            int factor) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        IntVector c0a = IntVector.fromArray(INTS, tile, 0).mul(factor);
        IntVector c1a = IntVector.fromArray(INTS, tile, stride).mul(factor);
        IntVector c2a = IntVector.fromArray(INTS, tile, 2 * stride).mul(factor);
        IntVector c3a = IntVector.fromArray(INTS, tile, 3 * stride).mul(factor);
        IntVector c4a = IntVector.fromArray(INTS, tile, 4 * stride).mul(factor);
        IntVector c5a = IntVector.fromArray(INTS, tile, 5 * stride).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector wa = IntVector.fromArray(INTS, w, panel + k * LANES);
            IntVector x = IntVector.broadcast(INTS, a[a0 + k]);
            c0a = c0a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a1 + k]);
            c1a = c1a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a2 + k]);
            c2a = c2a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a3 + k]);
            c3a = c3a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a4 + k]);
            c4a = c4a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a5 + k]);
            c5a = c5a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
        }
        c0a.intoArray(tile, 0);
        c1a.intoArray(tile, stride);
        c2a.intoArray(tile, 2 * stride);
        c3a.intoArray(tile, 3 * stride);
        c4a.intoArray(tile, 4 * stride);
        c5a.intoArray(tile, 5 * stride);
    }

    private static void rows6x2(
            int[] a,
            int[] at,
            int position,
            int from,
            int[] w,
            int panel,
            int depth,
            int[] tile,
            int stride,
            int factor) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        IntVector c0a = IntVector.fromArray(INTS, tile, 0).mul(factor);
        IntVector c0b = IntVector.fromArray(INTS, tile, LANES).mul(factor);
        IntVector c1a = IntVector.fromArray(INTS, tile, stride).mul(factor);
        IntVector c1b = IntVector.fromArray(INTS, tile, stride + LANES).mul(factor);
        IntVector c2a = IntVector.fromArray(INTS, tile, 2 * stride).mul(factor);
        IntVector c2b = IntVector.fromArray(INTS, tile, 2 * stride + LANES).mul(factor);
        IntVector c3a = IntVector.fromArray(INTS, tile, 3 * stride).mul(factor);
        IntVector c3b = IntVector.fromArray(INTS, tile, 3 * stride + LANES).mul(factor);
        IntVector c4a = IntVector.fromArray(INTS, tile, 4 * stride).mul(factor);
        IntVector c4b = IntVector.fromArray(INTS, tile, 4 * stride + LANES).mul(factor);
        IntVector c5a = IntVector.fromArray(INTS, tile, 5 * stride).mul(factor);
        IntVector c5b = IntVector.fromArray(INTS, tile, 5 * stride + LANES).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector wa = IntVector.fromArray(INTS, w, panel + k * 2 * LANES);
            IntVector wb = IntVector.fromArray(INTS, w, panel + k * 2 * LANES + LANES);
            IntVector x = IntVector.broadcast(INTS, a[a0 + k]);
            c0a = c0a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c0b = c0b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a1 + k]);
            c1a = c1a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c1b = c1b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a2 + k]);
            c2a = c2a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c2b = c2b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a3 + k]);
            c3a = c3a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c3b = c3b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a4 + k]);
            c4a = c4a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c4b = c4b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a5 + k]);
            c5a = c5a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c5b = c5b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
        }
        c0a.intoArray(tile, 0);
        c0b.intoArray(tile, LANES);
        c1a.intoArray(tile, stride);
        c1b.intoArray(tile, stride + LANES);
        c2a.intoArray(tile, 2 * stride);
        c2b.intoArray(tile, 2 * stride + LANES);
        c3a.intoArray(tile, 3 * stride);
        c3b.intoArray(tile, 3 * stride + LANES);
        c4a.intoArray(tile, 4 * stride);
        c4b.intoArray(tile, 4 * stride + LANES);
        c5a.intoArray(tile, 5 * stride);
        c5b.intoArray(tile, 5 * stride + LANES);
    }

    private static void rows6x3(
            int[] a,
            int[] at,
            int position,
            int from,
            int[] w,
            int panel,
            int depth,
            int[] tile,
            int stride,
            int factor) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        IntVector c0a = IntVector.fromArray(INTS, tile, 0).mul(factor);
        IntVector c0b = IntVector.fromArray(INTS, tile, LANES).mul(factor);
        IntVector c0c = IntVector.fromArray(INTS, tile, 2 * LANES).mul(factor);
        IntVector c1a = IntVector.fromArray(INTS, tile, stride).mul(factor);
        IntVector c1b = IntVector.fromArray(INTS, tile, stride + LANES).mul(factor);
        IntVector c1c = IntVector.fromArray(INTS, tile, stride + 2 * LANES).mul(factor);
        IntVector c2a = IntVector.fromArray(INTS, tile, 2 * stride).mul(factor);
        IntVector c2b = IntVector.fromArray(INTS, tile, 2 * stride + LANES).mul(factor);
        IntVector c2c = IntVector.fromArray(INTS, tile, 2 * stride + 2 * LANES).mul(factor);
        IntVector c3a = IntVector.fromArray(INTS, tile, 3 * stride).mul(factor);
        IntVector c3b = IntVector.fromArray(INTS, tile, 3 * stride + LANES).mul(factor);
        IntVector c3c = IntVector.fromArray(INTS, tile, 3 * stride + 2 * LANES).mul(factor);
        IntVector c4a = IntVector.fromArray(INTS, tile, 4 * stride).mul(factor);
        IntVector c4b = IntVector.fromArray(INTS, tile, 4 * stride + LANES).mul(factor);
        IntVector c4c = IntVector.fromArray(INTS, tile, 4 * stride + 2 * LANES).mul(factor);
        IntVector c5a = IntVector.fromArray(INTS, tile, 5 * stride).mul(factor);
        IntVector c5b = IntVector.fromArray(INTS, tile, 5 * stride + LANES).mul(factor);
        IntVector c5c = IntVector.fromArray(INTS, tile, 5 * stride + 2 * LANES).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector wa = IntVector.fromArray(INTS, w, panel + k * 3 * LANES);
            IntVector wb = IntVector.fromArray(INTS, w, panel + k * 3 * LANES + LANES);
            IntVector wc = IntVector.fromArray(INTS, w, panel + k * 3 * LANES + 2 * LANES);
            IntVector x = IntVector.broadcast(INTS, a[a0 + k]);
            c0a = c0a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c0b = c0b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c0c = c0c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a1 + k]);
            c1a = c1a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c1b = c1b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c1c = c1c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a2 + k]);
            c2a = c2a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c2b = c2b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c2c = c2c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a3 + k]);
            c3a = c3a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c3b = c3b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c3c = c3c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a4 + k]);
            c4a = c4a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c4b = c4b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c4c = c4c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a5 + k]);
            c5a = c5a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c5b = c5b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c5c = c5c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
        }
        c0a.intoArray(tile, 0);
        c0b.intoArray(tile, LANES);
        c0c.intoArray(tile, 2 * LANES);
        c1a.intoArray(tile, stride);
        c1b.intoArray(tile, stride + LANES);
        c1c.intoArray(tile, stride + 2 * LANES);
        c2a.intoArray(tile, 2 * stride);
        c2b.intoArray(tile, 2 * stride + LANES);
        c2c.intoArray(tile, 2 * stride + 2 * LANES);
        c3a.intoArray(tile, 3 * stride);
        c3b.intoArray(tile, 3 * stride + LANES);
        c3c.intoArray(tile, 3 * stride + 2 * LANES);
        c4a.intoArray(tile, 4 * stride);
        c4b.intoArray(tile, 4 * stride + LANES);
        c4c.intoArray(tile, 4 * stride + 2 * LANES);
        c5a.intoArray(tile, 5 * stride);
        c5b.intoArray(tile, 5 * stride + LANES);
        c5c.intoArray(tile, 5 * stride + 2 * LANES);
    }

    private static void rows6x4(
            int[] a,
            int[] at,
            int position,
            int from,
            int[] w,
            int panel,
            int depth,
            int[] tile,
            int stride,
            int factor) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        IntVector c0a = IntVector.fromArray(INTS, tile, 0).mul(factor);
        IntVector c0b = IntVector.fromArray(INTS, tile, LANES).mul(factor);
        IntVector c0c = IntVector.fromArray(INTS, tile, 2 * LANES).mul(factor);
        IntVector c0d = IntVector.fromArray(INTS, tile, 3 * LANES).mul(factor);
        IntVector c1a = IntVector.fromArray(INTS, tile, stride).mul(factor);
        IntVector c1b = IntVector.fromArray(INTS, tile, stride + LANES).mul(factor);
        IntVector c1c = IntVector.fromArray(INTS, tile, stride + 2 * LANES).mul(factor);
        IntVector c1d = IntVector.fromArray(INTS, tile, stride + 3 * LANES).mul(factor);
        IntVector c2a = IntVector.fromArray(INTS, tile, 2 * stride).mul(factor);
        IntVector c2b = IntVector.fromArray(INTS, tile, 2 * stride + LANES).mul(factor);
        IntVector c2c = IntVector.fromArray(INTS, tile, 2 * stride + 2 * LANES).mul(factor);
        IntVector c2d = IntVector.fromArray(INTS, tile, 2 * stride + 3 * LANES).mul(factor);
        IntVector c3a = IntVector.fromArray(INTS, tile, 3 * stride).mul(factor);
        IntVector c3b = IntVector.fromArray(INTS, tile, 3 * stride + LANES).mul(factor);
        IntVector c3c = IntVector.fromArray(INTS, tile, 3 * stride + 2 * LANES).mul(factor);
        IntVector c3d = IntVector.fromArray(INTS, tile, 3 * stride + 3 * LANES).mul(factor);
        IntVector c4a = IntVector.fromArray(INTS, tile, 4 * stride).mul(factor);
        IntVector c4b = IntVector.fromArray(INTS, tile, 4 * stride + LANES).mul(factor);
        IntVector c4c = IntVector.fromArray(INTS, tile, 4 * stride + 2 * LANES).mul(factor);
        IntVector c4d = IntVector.fromArray(INTS, tile, 4 * stride + 3 * LANES).mul(factor);
        IntVector c5a = IntVector.fromArray(INTS, tile, 5 * stride).mul(factor);
        IntVector c5b = IntVector.fromArray(INTS, tile, 5 * stride + LANES).mul(factor);
        IntVector c5c = IntVector.fromArray(INTS, tile, 5 * stride + 2 * LANES).mul(factor);
        IntVector c5d = IntVector.fromArray(INTS, tile, 5 * stride + 3 * LANES).mul(factor);
        for (int k = 0; k < depth; k++) {
            IntVector wa = IntVector.fromArray(INTS, w, panel + k * 4 * LANES);
            IntVector wb = IntVector.fromArray(INTS, w, panel + k * 4 * LANES + LANES);
            IntVector wc = IntVector.fromArray(INTS, w, panel + k * 4 * LANES + 2 * LANES);
            IntVector wd = IntVector.fromArray(INTS, w, panel + k * 4 * LANES + 3 * LANES);
            IntVector x = IntVector.broadcast(INTS, a[a0 + k]);
            c0a = c0a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c0b = c0b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c0c = c0c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c0d = c0d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a1 + k]);
            c1a = c1a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c1b = c1b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c1c = c1c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c1d = c1d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a2 + k]);
            c2a = c2a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c2b = c2b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c2c = c2c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c2d = c2d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a3 + k]);
            c3a = c3a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c3b = c3b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c3c = c3c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c3d = c3d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a4 + k]);
            c4a = c4a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c4b = c4b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c4c = c4c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c4d = c4d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
            x = IntVector.broadcast(INTS, a[a5 + k]);
            c5a = c5a.add(x.lanewise(XOR, wa).lanewise(BIT_COUNT));
            c5b = c5b.add(x.lanewise(XOR, wb).lanewise(BIT_COUNT));
            c5c = c5c.add(x.lanewise(XOR, wc).lanewise(BIT_COUNT));
            c5d = c5d.add(x.lanewise(XOR, wd).lanewise(BIT_COUNT));
        }
        c0a.intoArray(tile, 0);
        c0b.intoArray(tile, LANES);
        c0c.intoArray(tile, 2 * LANES);
        c0d.intoArray(tile, 3 * LANES);
        c1a.intoArray(tile, stride);
        c1b.intoArray(tile, stride + LANES);
        c1c.intoArray(tile, stride + 2 * LANES);
        c1d.intoArray(tile, stride + 3 * LANES);
        c2a.intoArray(tile, 2 * stride);
        c2b.intoArray(tile, 2 * stride + LANES);
        c2c.intoArray(tile, 2 * stride + 2 * LANES);
        c2d.intoArray(tile, 2 * stride + 3 * LANES);
        c3a.intoArray(tile, 3 * stride);
        c3b.intoArray(tile, 3 * stride + LANES);
        c3c.intoArray(tile, 3 * stride + 2 * LANES);
        c3d.intoArray(tile, 3 * stride + 3 * LANES);
        c4a.intoArray(tile, 4 * stride);
        c4b.intoArray(tile, 4 * stride + LANES);
        c4c.intoArray(tile, 4 * stride + 2 * LANES);
        c4d.intoArray(tile, 4 * stride + 3 * LANES);
        c5a.intoArray(tile, 5 * stride);
        c5b.intoArray(tile, 5 * stride + LANES);
        c5c.intoArray(tile, 5 * stride + 2 * LANES);
        c5d.intoArray(tile, 5 * stride + 3 * LANES);
    }
}
