package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Strips of floats, centred on the zero point. */
final class FloatStrips extends Strips {
    private final Moves moves;

    /** @param channels how many neighbouring channels a strip holds */
    FloatStrips(ConvShape shape, int channels) {
        super(shape, shape.kernelHeight() * channels, 1, BYTES.length());
        moves = Moves.of(this, channels, LANES, LANES, channels, 1);
    }

    @Override
    void reserve(VectorScratch scratch) {
        super.reserve(scratch);
        scratch.reserveFloats(elements() + LANES);
    }

    @Override
    void convert(MemorySegment codes, int from, int zeroPoint, VectorScratch scratch, int to) {
        float[] strips = scratch.floats;
        for (int i = 0; i < moves.count(); i++) {
            IntVector values = (IntVector)
                    ByteVector.fromMemorySegment(BYTES, codes, from + moves.sources()[i], ByteOrder.nativeOrder())
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
            FloatVector centred = (FloatVector) values.sub(zeroPoint).convert(VectorOperators.I2F, 0);
            centred.intoArray(strips, to + moves.targets()[i]);
        }
    }
}
