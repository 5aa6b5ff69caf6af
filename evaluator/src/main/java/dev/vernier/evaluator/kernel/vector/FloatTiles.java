package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Small matrix products whose sums stay in registers: 6 rows of {@code a} times a panel of 1 to 4 vectors of columns.
 * All operands are integers in 32-bit floating point; every product and every partial sum is exact as long as no sum
 * passes 2²⁴.
 *
 * <p>Row {@code r} of {@code a} begins at {@code at[position + r] + from} and is {@code depth} long. The panel is stored
 * depth-major, {@code [depth][vectors × LANES]}. Row {@code r} of the result is written at {@code r · stride}
 * of {@code tile}, whole vectors, rows in ascending order: what a vector writes beyond its row, the next row overwrites.
 *
 * <p>Written out on purpose: the compiler keeps sums in registers only when each is a local variable of its own and the
 * method has a single loop.
 */
final class FloatTiles {
    private FloatTiles() {}

    /** Computes {@link VectorConvolution#ROWS} rows times a panel of {@code vectors} vectors. */
    static void rows(
            int vectors,
            float[] a,
            int[] at,
            int position,
            int from,
            float[] w,
            int panel,
            int depth,
            float[] tile,
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
     * Unpacks weights of one byte each, a vector wide.
     *
     * @param step elements from one step of depth to the next
     * @param zeroPoints of the vector's channels, from {@code channel} on
     */
    static void unpack(
            byte[] packed, int from, float[] w, int to, int step, int depth, float[] zeroPoints, int channel) {
        FloatVector zero = FloatVector.fromArray(FLOATS, zeroPoints, channel);
        for (int k = 0; k < depth; k++) {
            weights(packed, from + k * step).sub(zero).intoArray(w, to + k * step);
        }
    }

    private static FloatVector weights(byte[] packed, int at) {
        IntVector codes =
                (IntVector) ByteVector.fromArray(BYTES, packed, at).convertShape(VectorOperators.B2I, INTS, 0);
        return (FloatVector) codes.convert(VectorOperators.I2F, 0);
    }

    /** Computes a single row times a panel of {@code vectors} vectors whose weights are packed in bytes. */
    static void row(int vectors, float[] a, int first, byte[] w, int panel, int depth, float[] tile, int to) {
        if (vectors == 4) {
            row1x4(a, first, w, panel, depth, tile, to);
            return;
        }
        for (int v = 0; v < vectors; v++) {
            row1x1(a, first, w, panel + v * LANES, vectors * LANES, depth, tile, to + v * LANES);
        }
    }

    private static void row1x1(float[] a, int first, byte[] w, int panel, int step, int depth, float[] tile, int to) {
        FloatVector c = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            c = FloatVector.broadcast(FLOATS, a[first + k]).fma(weights(w, panel + k * step), c);
        }
        c.intoArray(tile, to);
    }

    private static void row1x4(float[] a, int first, byte[] w, int panel, int depth, float[] tile, int to) {
        FloatVector ca = FloatVector.zero(FLOATS);
        FloatVector cb = FloatVector.zero(FLOATS);
        FloatVector cc = FloatVector.zero(FLOATS);
        FloatVector cd = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.broadcast(FLOATS, a[first + k]);
            int at = panel + k * 4 * LANES;
            ca = x.fma(weights(w, at), ca);
            cb = x.fma(weights(w, at + LANES), cb);
            cc = x.fma(weights(w, at + 2 * LANES), cc);
            cd = x.fma(weights(w, at + 3 * LANES), cd);
        }
        ca.intoArray(tile, to);
        cb.intoArray(tile, to + LANES);
        cc.intoArray(tile, to + 2 * LANES);
        cd.intoArray(tile, to + 3 * LANES);
    }

    /**
     * Computes a single row times a panel of {@code vectors} vectors. Its sums are spread over four registers each, since
     * one that is added to every time would have to wait for itself.
     */
    static void row(int vectors, float[] a, int first, float[] w, int panel, int depth, float[] tile, int to) {
        int step = vectors * LANES;
        int even = depth / 4 * 4;
        for (int v = 0; v < step; v += LANES) {
            quarters(a, first, w, panel + v, step, even, tile, to + v);
            rest(a, first + even, w, panel + v + even * step, step, depth - even, tile, to + v);
        }
    }

    private static void quarters(
            float[] a, int first, float[] w, int panel, int step, int depth, float[] tile, int to) {
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector c2 = FloatVector.zero(FLOATS);
        FloatVector c3 = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k += 4) {
            int at = panel + k * step;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, at);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, at + step);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, at + 2 * step);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, at + 3 * step);
            c0 = FloatVector.broadcast(FLOATS, a[first + k]).fma(w0, c0);
            c1 = FloatVector.broadcast(FLOATS, a[first + k + 1]).fma(w1, c1);
            c2 = FloatVector.broadcast(FLOATS, a[first + k + 2]).fma(w2, c2);
            c3 = FloatVector.broadcast(FLOATS, a[first + k + 3]).fma(w3, c3);
        }
        c0.add(c1).add(c2.add(c3)).intoArray(tile, to);
    }

    /** Adds a few products to a vector of the tile. */
    private static void rest(float[] a, int first, float[] w, int panel, int step, int depth, float[] tile, int to) {
        FloatVector c = FloatVector.fromArray(FLOATS, tile, to);
        for (int k = 0; k < depth; k++) {
            FloatVector weights = FloatVector.fromArray(FLOATS, w, panel + k * step);
            c = FloatVector.broadcast(FLOATS, a[first + k]).fma(weights, c);
        }
        c.intoArray(tile, to);
    }

    /** Adds the tile to {@code base}. */
    static void add(float[] tile, int[] base, int[] sums, int count) {
        for (int i = 0; i < count; i += LANES) {
            IntVector exact = (IntVector) FloatVector.fromArray(FLOATS, tile, i).convert(VectorOperators.F2I, 0);
            exact.add(IntVector.fromArray(INTS, base, i)).intoArray(sums, i);
        }
    }

    private static void rows6x1(
            float[] a, int[] at, int position, int from, float[] w, int panel, int depth, float[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        FloatVector c0a = FloatVector.zero(FLOATS);
        FloatVector c1a = FloatVector.zero(FLOATS);
        FloatVector c2a = FloatVector.zero(FLOATS);
        FloatVector c3a = FloatVector.zero(FLOATS);
        FloatVector c4a = FloatVector.zero(FLOATS);
        FloatVector c5a = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector wa = FloatVector.fromArray(FLOATS, w, panel + k * LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
            c0a = x.fma(wa, c0a);
            x = FloatVector.broadcast(FLOATS, a[a1 + k]);
            c1a = x.fma(wa, c1a);
            x = FloatVector.broadcast(FLOATS, a[a2 + k]);
            c2a = x.fma(wa, c2a);
            x = FloatVector.broadcast(FLOATS, a[a3 + k]);
            c3a = x.fma(wa, c3a);
            x = FloatVector.broadcast(FLOATS, a[a4 + k]);
            c4a = x.fma(wa, c4a);
            x = FloatVector.broadcast(FLOATS, a[a5 + k]);
            c5a = x.fma(wa, c5a);
        }
        c0a.intoArray(tile, 0);
        c1a.intoArray(tile, stride);
        c2a.intoArray(tile, 2 * stride);
        c3a.intoArray(tile, 3 * stride);
        c4a.intoArray(tile, 4 * stride);
        c5a.intoArray(tile, 5 * stride);
    }

    private static void rows6x2(
            float[] a, int[] at, int position, int from, float[] w, int panel, int depth, float[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        FloatVector c0a = FloatVector.zero(FLOATS);
        FloatVector c0b = FloatVector.zero(FLOATS);
        FloatVector c1a = FloatVector.zero(FLOATS);
        FloatVector c1b = FloatVector.zero(FLOATS);
        FloatVector c2a = FloatVector.zero(FLOATS);
        FloatVector c2b = FloatVector.zero(FLOATS);
        FloatVector c3a = FloatVector.zero(FLOATS);
        FloatVector c3b = FloatVector.zero(FLOATS);
        FloatVector c4a = FloatVector.zero(FLOATS);
        FloatVector c4b = FloatVector.zero(FLOATS);
        FloatVector c5a = FloatVector.zero(FLOATS);
        FloatVector c5b = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector wa = FloatVector.fromArray(FLOATS, w, panel + k * 2 * LANES);
            FloatVector wb = FloatVector.fromArray(FLOATS, w, panel + k * 2 * LANES + LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
            c0a = x.fma(wa, c0a);
            c0b = x.fma(wb, c0b);
            x = FloatVector.broadcast(FLOATS, a[a1 + k]);
            c1a = x.fma(wa, c1a);
            c1b = x.fma(wb, c1b);
            x = FloatVector.broadcast(FLOATS, a[a2 + k]);
            c2a = x.fma(wa, c2a);
            c2b = x.fma(wb, c2b);
            x = FloatVector.broadcast(FLOATS, a[a3 + k]);
            c3a = x.fma(wa, c3a);
            c3b = x.fma(wb, c3b);
            x = FloatVector.broadcast(FLOATS, a[a4 + k]);
            c4a = x.fma(wa, c4a);
            c4b = x.fma(wb, c4b);
            x = FloatVector.broadcast(FLOATS, a[a5 + k]);
            c5a = x.fma(wa, c5a);
            c5b = x.fma(wb, c5b);
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
            float[] a, int[] at, int position, int from, float[] w, int panel, int depth, float[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        FloatVector c0a = FloatVector.zero(FLOATS);
        FloatVector c0b = FloatVector.zero(FLOATS);
        FloatVector c0c = FloatVector.zero(FLOATS);
        FloatVector c1a = FloatVector.zero(FLOATS);
        FloatVector c1b = FloatVector.zero(FLOATS);
        FloatVector c1c = FloatVector.zero(FLOATS);
        FloatVector c2a = FloatVector.zero(FLOATS);
        FloatVector c2b = FloatVector.zero(FLOATS);
        FloatVector c2c = FloatVector.zero(FLOATS);
        FloatVector c3a = FloatVector.zero(FLOATS);
        FloatVector c3b = FloatVector.zero(FLOATS);
        FloatVector c3c = FloatVector.zero(FLOATS);
        FloatVector c4a = FloatVector.zero(FLOATS);
        FloatVector c4b = FloatVector.zero(FLOATS);
        FloatVector c4c = FloatVector.zero(FLOATS);
        FloatVector c5a = FloatVector.zero(FLOATS);
        FloatVector c5b = FloatVector.zero(FLOATS);
        FloatVector c5c = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector wa = FloatVector.fromArray(FLOATS, w, panel + k * 3 * LANES);
            FloatVector wb = FloatVector.fromArray(FLOATS, w, panel + k * 3 * LANES + LANES);
            FloatVector wc = FloatVector.fromArray(FLOATS, w, panel + k * 3 * LANES + 2 * LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
            c0a = x.fma(wa, c0a);
            c0b = x.fma(wb, c0b);
            c0c = x.fma(wc, c0c);
            x = FloatVector.broadcast(FLOATS, a[a1 + k]);
            c1a = x.fma(wa, c1a);
            c1b = x.fma(wb, c1b);
            c1c = x.fma(wc, c1c);
            x = FloatVector.broadcast(FLOATS, a[a2 + k]);
            c2a = x.fma(wa, c2a);
            c2b = x.fma(wb, c2b);
            c2c = x.fma(wc, c2c);
            x = FloatVector.broadcast(FLOATS, a[a3 + k]);
            c3a = x.fma(wa, c3a);
            c3b = x.fma(wb, c3b);
            c3c = x.fma(wc, c3c);
            x = FloatVector.broadcast(FLOATS, a[a4 + k]);
            c4a = x.fma(wa, c4a);
            c4b = x.fma(wb, c4b);
            c4c = x.fma(wc, c4c);
            x = FloatVector.broadcast(FLOATS, a[a5 + k]);
            c5a = x.fma(wa, c5a);
            c5b = x.fma(wb, c5b);
            c5c = x.fma(wc, c5c);
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
            float[] a, int[] at, int position, int from, float[] w, int panel, int depth, float[] tile, int stride) {
        int a0 = at[position] + from;
        int a1 = at[position + 1] + from;
        int a2 = at[position + 2] + from;
        int a3 = at[position + 3] + from;
        int a4 = at[position + 4] + from;
        int a5 = at[position + 5] + from;
        FloatVector c0a = FloatVector.zero(FLOATS);
        FloatVector c0b = FloatVector.zero(FLOATS);
        FloatVector c0c = FloatVector.zero(FLOATS);
        FloatVector c0d = FloatVector.zero(FLOATS);
        FloatVector c1a = FloatVector.zero(FLOATS);
        FloatVector c1b = FloatVector.zero(FLOATS);
        FloatVector c1c = FloatVector.zero(FLOATS);
        FloatVector c1d = FloatVector.zero(FLOATS);
        FloatVector c2a = FloatVector.zero(FLOATS);
        FloatVector c2b = FloatVector.zero(FLOATS);
        FloatVector c2c = FloatVector.zero(FLOATS);
        FloatVector c2d = FloatVector.zero(FLOATS);
        FloatVector c3a = FloatVector.zero(FLOATS);
        FloatVector c3b = FloatVector.zero(FLOATS);
        FloatVector c3c = FloatVector.zero(FLOATS);
        FloatVector c3d = FloatVector.zero(FLOATS);
        FloatVector c4a = FloatVector.zero(FLOATS);
        FloatVector c4b = FloatVector.zero(FLOATS);
        FloatVector c4c = FloatVector.zero(FLOATS);
        FloatVector c4d = FloatVector.zero(FLOATS);
        FloatVector c5a = FloatVector.zero(FLOATS);
        FloatVector c5b = FloatVector.zero(FLOATS);
        FloatVector c5c = FloatVector.zero(FLOATS);
        FloatVector c5d = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector wa = FloatVector.fromArray(FLOATS, w, panel + k * 4 * LANES);
            FloatVector wb = FloatVector.fromArray(FLOATS, w, panel + k * 4 * LANES + LANES);
            FloatVector wc = FloatVector.fromArray(FLOATS, w, panel + k * 4 * LANES + 2 * LANES);
            FloatVector wd = FloatVector.fromArray(FLOATS, w, panel + k * 4 * LANES + 3 * LANES);
            FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
            c0a = x.fma(wa, c0a);
            c0b = x.fma(wb, c0b);
            c0c = x.fma(wc, c0c);
            c0d = x.fma(wd, c0d);
            x = FloatVector.broadcast(FLOATS, a[a1 + k]);
            c1a = x.fma(wa, c1a);
            c1b = x.fma(wb, c1b);
            c1c = x.fma(wc, c1c);
            c1d = x.fma(wd, c1d);
            x = FloatVector.broadcast(FLOATS, a[a2 + k]);
            c2a = x.fma(wa, c2a);
            c2b = x.fma(wb, c2b);
            c2c = x.fma(wc, c2c);
            c2d = x.fma(wd, c2d);
            x = FloatVector.broadcast(FLOATS, a[a3 + k]);
            c3a = x.fma(wa, c3a);
            c3b = x.fma(wb, c3b);
            c3c = x.fma(wc, c3c);
            c3d = x.fma(wd, c3d);
            x = FloatVector.broadcast(FLOATS, a[a4 + k]);
            c4a = x.fma(wa, c4a);
            c4b = x.fma(wb, c4b);
            c4c = x.fma(wc, c4c);
            c4d = x.fma(wd, c4d);
            x = FloatVector.broadcast(FLOATS, a[a5 + k]);
            c5a = x.fma(wa, c5a);
            c5b = x.fma(wb, c5b);
            c5c = x.fma(wc, c5c);
            c5d = x.fma(wd, c5d);
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
