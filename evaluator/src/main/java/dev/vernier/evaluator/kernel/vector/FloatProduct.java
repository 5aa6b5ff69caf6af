package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;

/** A product with a right operand that the scratch holds, in 32-bit floating point. */
final class FloatProduct extends FloatSums {
    /** A right operand's codes are centred when they are packed. */
    private final float[] zeroPoints;

    FloatProduct(ConvShape shape, Precision precision) {
        super(shape, precision, EXACT_DEPTH);
        zeroPoints = new float[panels.padded()];
    }

    @Override
    public long weightBytes() {
        return 0;
    }

    @Override
    void unpack(int part, int panel, VectorScratch scratch) {
        unpack(scratch.right, zeroPoints, panel, scratch);
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        sumFew(scratch.right, panel, rows, scratch);
    }
}
