package dev.vernier.evaluator.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine, chosen once so that the compiler sees constants. */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;

    /** Floats, and ints, in one vector. */
    static final int LANES = FLOATS.length();

    /** Whether vectors are of 512 bits. Such machines have 32 of them, and most count bits in one instruction. */
    static final boolean WIDE = FLOATS.vectorShape() == VectorShape.S_512_BIT;

    /** Holds a byte for each lane; where lanes are few, the smallest vector of bytes holds more than that. */
    static final VectorSpecies<Byte> BYTES = bytes(LANES);

    /** Holds a byte for each lane of {@link #SHORTS}. */
    static final VectorSpecies<Byte> SHORT_BYTES = bytes(SHORTS.length());

    private Lanes() {}

    private static VectorSpecies<Byte> bytes(int count) {
        return ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, count * Byte.SIZE)));
    }
}
