package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;
import static dev.vernier.evaluator.kernel.vector.Lanes.SHORTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.SHORT_BYTES;

import dev.vernier.evaluator.kernel.ConvShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Strips of 16-bit codes, two neighbouring channels in one element, centred on the middle of their range, where they are
 * smallest. An odd number of channels is filled up with a code that counts for nothing, since its weight is 0.
 */
final class PairStrips extends Strips {
    private final Moves moves;
    private final short centre;

    /** @param centre what is subtracted from each code */
    PairStrips(ConvShape shape, int centre) {
        super(shape, shape.kernelHeight() * pairs(shape), 1, SHORT_BYTES.length());
        this.centre = (short) centre;
        moves = Moves.of(this, shape.groupInputs(), SHORTS.length(), LANES, pairs(shape), 1);
    }

    /** Elements that hold the channels of a group at one place. */
    static int pairs(ConvShape shape) {
        return Math.ceilDiv(shape.groupInputs(), 2);
    }

    @Override
    void reserve(VectorScratch scratch) {
        super.reserve(scratch);
        scratch.reserveInts(elements() + LANES);
    }

    @Override
    void convert(MemorySegment codes, int from, int zeroPoint, VectorScratch scratch, int to) {
        int[] strips = scratch.ints;
        for (int i = 0; i < moves.count(); i++) {
            ShortVector values = (ShortVector)
                    ByteVector.fromMemorySegment(SHORT_BYTES, codes, from + moves.sources()[i], ByteOrder.nativeOrder())
                            .convertShape(VectorOperators.ZERO_EXTEND_B2S, SHORTS, 0);
            values.sub(centre).reinterpretAsInts().intoArray(strips, to + moves.targets()[i]);
        }
    }
}
