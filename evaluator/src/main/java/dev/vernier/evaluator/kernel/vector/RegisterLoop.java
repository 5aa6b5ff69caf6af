package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops that compute in registers and do nothing else: what kernels could reach if their operands cost nothing. Each has
 * twelve independent sums, enough to hide the latency of two units and few enough for sixteen registers.
 */
public enum RegisterLoop {
    /** Multiplies and adds 32-bit floats. */
    FLOAT_PRODUCTS,
    /** Multiplies and adds 16-bit integers. */
    SHORT_PRODUCTS,
    /** Multiplies and adds single bits: counts those in which two vectors differ. */
    BIT_COUNTS;

    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int ROUNDS = 10_000;
    private static final int SUMS = 12;

    /** Multiply-accumulates of one run. */
    public long macs() {
        int products =
                switch (this) {
                    case FLOAT_PRODUCTS -> FLOATS.length();
                    case SHORT_PRODUCTS -> SHORTS.length();
                    case BIT_COUNTS -> LONGS.vectorBitSize();
                };
        return (long) ROUNDS * SUMS * products;
    }

    /** Computes for a fraction of a millisecond. */
    public void run() {
        switch (this) {
            case FLOAT_PRODUCTS -> floatProducts(new float[FLOATS.length()]);
            case SHORT_PRODUCTS -> shortProducts(new short[SHORTS.length()]);
            case BIT_COUNTS -> bitCounts(new long[LONGS.length()]);
        }
    }

    private static void floatProducts(float[] memory) {
        FloatVector x = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector y = FloatVector.broadcast(FLOATS, 0.25f);
        FloatVector a = FloatVector.fromArray(FLOATS, memory, 0);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        FloatVector i = a;
        FloatVector j = a;
        FloatVector k = a;
        FloatVector l = a;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        a.add(b)
                .add(c.add(d))
                .add(e.add(f))
                .add(g.add(h))
                .add(i.add(j))
                .add(k.add(l))
                .intoArray(memory, 0);
    }

    private static void shortProducts(short[] memory) {
        ShortVector x = ShortVector.broadcast(SHORTS, (short) 3);
        ShortVector a = ShortVector.fromArray(SHORTS, memory, 0);
        ShortVector b = a;
        ShortVector c = a;
        ShortVector d = a;
        ShortVector e = a;
        ShortVector f = a;
        ShortVector g = a;
        ShortVector h = a;
        ShortVector i = a;
        ShortVector j = a;
        ShortVector k = a;
        ShortVector l = a;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.add(a.mul(x));
            b = b.add(b.mul(x));
            c = c.add(c.mul(x));
            d = d.add(d.mul(x));
            e = e.add(e.mul(x));
            f = f.add(f.mul(x));
            g = g.add(g.mul(x));
            h = h.add(h.mul(x));
            i = i.add(i.mul(x));
            j = j.add(j.mul(x));
            k = k.add(k.mul(x));
            l = l.add(l.mul(x));
        }
        a.add(b)
                .add(c.add(d))
                .add(e.add(f))
                .add(g.add(h))
                .add(i.add(j))
                .add(k.add(l))
                .intoArray(memory, 0);
    }

    private static void bitCounts(long[] memory) {
        LongVector x = LongVector.broadcast(LONGS, 0x5555_5555_5555_5555L);
        LongVector a = LongVector.fromArray(LONGS, memory, 0);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        LongVector e = a;
        LongVector f = a;
        LongVector g = a;
        LongVector h = a;
        LongVector i = a;
        LongVector j = a;
        LongVector k = a;
        LongVector l = a;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.add(a.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            b = b.add(b.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            c = c.add(c.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            d = d.add(d.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            e = e.add(e.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            f = f.add(f.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            g = g.add(g.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            h = h.add(h.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            i = i.add(i.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            j = j.add(j.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            k = k.add(k.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
            l = l.add(l.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.BIT_COUNT));
        }
        a.add(b)
                .add(c.add(d))
                .add(e.add(f))
                .add(g.add(h))
                .add(i.add(j))
                .add(k.add(l))
                .intoArray(memory, 0);
    }
}
