package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * Small matrix products whose sums stay in registers: 6 rows of {@code a} times a panel of 1 to 4 vectors of columns.
 * All operands are integers in 32-bit floating point; every product and every partial sum is exact as long as no sum
 * passes 2²⁴.
 *
 * <p>Row {@code r} of {@code a} begins at {@code at[position + r] + from} and is {@code depth} long. The panel is stored
 * depth-major, {@code [depth][vectors × LANES]}. Row {@code r} of the result is written at {@code column + r · stride}
 * of {@code tile}, whole vectors, rows in ascending order: what a vector writes beyond its row, the next row overwrites.
 *
 * <p>Written out on purpose: the compiler keeps sums in registers only when each is a local variable of its own and the
 * method has a single loop.
 */
final class Tiles {
    /** Rows of one tile. */
    static final int ROWS = 6;

    /** Most vectors of columns in one panel: 24 sums fill 32 registers, 12 fill 16. */
    static final int MAX_VECTORS = FLOATS.vectorShape() == VectorShape.S_512_BIT ? 4 : 2;

    private Tiles() {}

    /** Room for a tile of {@code columns} columns, and for what is written beyond it. */
    static int elements(int columns) {
        return Math.addExact(Math.multiplyExact(ROWS, columns), MAX_VECTORS * LANES);
    }

    /** Computes {@link #ROWS} rows times a panel of {@code vectors} vectors. */
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
            int column,
            int stride) {
        switch (vectors) {
            case 1 -> rows6x1(a, at, position, from, w, panel, depth, tile, column, stride);
            case 2 -> rows6x2(a, at, position, from, w, panel, depth, tile, column, stride);
            case 3 -> rows6x3(a, at, position, from, w, panel, depth, tile, column, stride);
            case 4 -> rows6x4(a, at, position, from, w, panel, depth, tile, column, stride);
            default -> throw new IllegalArgumentException(vectors + " vectors");
        }
    }

    /**
     * Computes a single row times one vector of a panel of {@code vectors} vectors. Four sums over every fourth product
     * hide the latency of the multiplier.
     */
    static void row(float[] a, int first, float[] w, int panel, int vectors, int depth, float[] tile, int column) {
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        int step = vectors * LANES;
        int k = 0;
        for (; k < depth - 3; k += 4) {
            int b = panel + k * step;
            c0 = FloatVector.broadcast(FLOATS, a[first + k]).fma(FloatVector.fromArray(FLOATS, w, b), c0);
            c1 = FloatVector.broadcast(FLOATS, a[first + k + 1]).fma(FloatVector.fromArray(FLOATS, w, b + step), c1);
            c2 = FloatVector.broadcast(FLOATS, a[first + k + 2])
                    .fma(FloatVector.fromArray(FLOATS, w, b + 2 * step), c2);
            c3 = FloatVector.broadcast(FLOATS, a[first + k + 3])
                    .fma(FloatVector.fromArray(FLOATS, w, b + 3 * step), c3);
        }
        for (; k < depth; k++) {
            c0 = FloatVector.broadcast(FLOATS, a[first + k])
                    .fma(FloatVector.fromArray(FLOATS, w, panel + k * step), c0);
        }
        c0.add(c1).add(c2.add(c3)).intoArray(tile, column);
    }

    private static void rows6x1(
            float[] a,
            int[] at,
            int position,
            int from,
            float[] w,
            int panel,
            int depth,
            float[] tile,
            int column,
            int stride) {
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
        c0a.intoArray(tile, column);
        c1a.intoArray(tile, column + stride);
        c2a.intoArray(tile, column + 2 * stride);
        c3a.intoArray(tile, column + 3 * stride);
        c4a.intoArray(tile, column + 4 * stride);
        c5a.intoArray(tile, column + 5 * stride);
    }

    private static void rows6x2(
            float[] a,
            int[] at,
            int position,
            int from,
            float[] w,
            int panel,
            int depth,
            float[] tile,
            int column,
            int stride) {
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
        c0a.intoArray(tile, column);
        c0b.intoArray(tile, column + LANES);
        c1a.intoArray(tile, column + stride);
        c1b.intoArray(tile, column + stride + LANES);
        c2a.intoArray(tile, column + 2 * stride);
        c2b.intoArray(tile, column + 2 * stride + LANES);
        c3a.intoArray(tile, column + 3 * stride);
        c3b.intoArray(tile, column + 3 * stride + LANES);
        c4a.intoArray(tile, column + 4 * stride);
        c4b.intoArray(tile, column + 4 * stride + LANES);
        c5a.intoArray(tile, column + 5 * stride);
        c5b.intoArray(tile, column + 5 * stride + LANES);
    }

    private static void rows6x3(
            float[] a,
            int[] at,
            int position,
            int from,
            float[] w,
            int panel,
            int depth,
            float[] tile,
            int column,
            int stride) {
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
        c0a.intoArray(tile, column);
        c0b.intoArray(tile, column + LANES);
        c0c.intoArray(tile, column + 2 * LANES);
        c1a.intoArray(tile, column + stride);
        c1b.intoArray(tile, column + stride + LANES);
        c1c.intoArray(tile, column + stride + 2 * LANES);
        c2a.intoArray(tile, column + 2 * stride);
        c2b.intoArray(tile, column + 2 * stride + LANES);
        c2c.intoArray(tile, column + 2 * stride + 2 * LANES);
        c3a.intoArray(tile, column + 3 * stride);
        c3b.intoArray(tile, column + 3 * stride + LANES);
        c3c.intoArray(tile, column + 3 * stride + 2 * LANES);
        c4a.intoArray(tile, column + 4 * stride);
        c4b.intoArray(tile, column + 4 * stride + LANES);
        c4c.intoArray(tile, column + 4 * stride + 2 * LANES);
        c5a.intoArray(tile, column + 5 * stride);
        c5b.intoArray(tile, column + 5 * stride + LANES);
        c5c.intoArray(tile, column + 5 * stride + 2 * LANES);
    }

    private static void rows6x4(
            float[] a,
            int[] at,
            int position,
            int from,
            float[] w,
            int panel,
            int depth,
            float[] tile,
            int column,
            int stride) {
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
        c0a.intoArray(tile, column);
        c0b.intoArray(tile, column + LANES);
        c0c.intoArray(tile, column + 2 * LANES);
        c0d.intoArray(tile, column + 3 * LANES);
        c1a.intoArray(tile, column + stride);
        c1b.intoArray(tile, column + stride + LANES);
        c1c.intoArray(tile, column + stride + 2 * LANES);
        c1d.intoArray(tile, column + stride + 3 * LANES);
        c2a.intoArray(tile, column + 2 * stride);
        c2b.intoArray(tile, column + 2 * stride + LANES);
        c2c.intoArray(tile, column + 2 * stride + 2 * LANES);
        c2d.intoArray(tile, column + 2 * stride + 3 * LANES);
        c3a.intoArray(tile, column + 3 * stride);
        c3b.intoArray(tile, column + 3 * stride + LANES);
        c3c.intoArray(tile, column + 3 * stride + 2 * LANES);
        c3d.intoArray(tile, column + 3 * stride + 3 * LANES);
        c4a.intoArray(tile, column + 4 * stride);
        c4b.intoArray(tile, column + 4 * stride + LANES);
        c4c.intoArray(tile, column + 4 * stride + 2 * LANES);
        c4d.intoArray(tile, column + 4 * stride + 3 * LANES);
        c5a.intoArray(tile, column + 5 * stride);
        c5b.intoArray(tile, column + 5 * stride + LANES);
        c5c.intoArray(tile, column + 5 * stride + 2 * LANES);
        c5d.intoArray(tile, column + 5 * stride + 3 * LANES);
    }
}
