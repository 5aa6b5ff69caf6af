package dev.vernier.evaluator.kernel.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Transposes bytes, eight rows by eight columns at a time (Warren, Hacker's Delight, 2nd ed., 7–3). */
final class ByteBlocks {
    /** Rows, and columns, of one block. */
    static final int SIDE = Long.BYTES;

    private static final VarHandle ROWS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final long HALVES = 0x0000_0000_FFFF_FFFFL;
    private static final long QUARTERS = 0x0000_FFFF_0000_FFFFL;
    private static final long BYTES = 0x00FF_00FF_00FF_00FFL;

    private ByteBlocks() {}

    /**
     * Transposes one block.
     *
     * @param stride bytes from row to row of the source, {@code step} of the target
     */
    static void transpose(byte[] source, int from, int stride, byte[] target, int to, int step) {
        long r0 = row(source, from);
        long r1 = row(source, from + stride);
        long r2 = row(source, from + 2 * stride);
        long r3 = row(source, from + 3 * stride);
        long r4 = row(source, from + 4 * stride);
        long r5 = row(source, from + 5 * stride);
        long r6 = row(source, from + 6 * stride);
        long r7 = row(source, from + 7 * stride);
        long a0 = low(r0, r4, 32, HALVES);
        long a1 = low(r1, r5, 32, HALVES);
        long a2 = low(r2, r6, 32, HALVES);
        long a3 = low(r3, r7, 32, HALVES);
        long a4 = high(r0, r4, 32, HALVES);
        long a5 = high(r1, r5, 32, HALVES);
        long a6 = high(r2, r6, 32, HALVES);
        long a7 = high(r3, r7, 32, HALVES);
        long b0 = low(a0, a2, 16, QUARTERS);
        long b1 = low(a1, a3, 16, QUARTERS);
        long b2 = high(a0, a2, 16, QUARTERS);
        long b3 = high(a1, a3, 16, QUARTERS);
        long b4 = low(a4, a6, 16, QUARTERS);
        long b5 = low(a5, a7, 16, QUARTERS);
        long b6 = high(a4, a6, 16, QUARTERS);
        long b7 = high(a5, a7, 16, QUARTERS);
        ROWS.set(target, to, low(b0, b1, 8, BYTES));
        ROWS.set(target, to + step, high(b0, b1, 8, BYTES));
        ROWS.set(target, to + 2 * step, low(b2, b3, 8, BYTES));
        ROWS.set(target, to + 3 * step, high(b2, b3, 8, BYTES));
        ROWS.set(target, to + 4 * step, low(b4, b5, 8, BYTES));
        ROWS.set(target, to + 5 * step, high(b4, b5, 8, BYTES));
        ROWS.set(target, to + 6 * step, low(b6, b7, 8, BYTES));
        ROWS.set(target, to + 7 * step, high(b6, b7, 8, BYTES));
    }

    private static long row(byte[] source, int at) {
        return (long) ROWS.get(source, at);
    }

    /** The lower of every two parts, those of the first row before those of the second. */
    private static long low(long first, long second, int bits, long mask) {
        return (first & mask) | ((second & mask) << bits);
    }

    /** Likewise the upper. */
    private static long high(long first, long second, int bits, long mask) {
        return ((first >>> bits) & mask) | (second & ~mask);
    }
}
