package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;

/** A product with a right operand that the scratch holds, in 16-bit integers. */
final class PairProduct extends PairSums {
    PairProduct(ConvShape shape, Precision precision) {
        super(shape, precision, 1 << (precision.weightBits() - 1));
    }

    @Override
    public long weightBytes() {
        return 0;
    }

    @Override
    int weightSum(int channel, VectorScratch scratch) {
        return scratch.rightSums[channel];
    }

    @Override
    int unpackedDepth() {
        return depth;
    }

    @Override
    void unpack(int part, int panel, VectorScratch scratch) {
        int from = panels.column(panel) * shape.depth();
        int step = panels.vectors(panel) * LANES;
        for (int v = 0; v < step; v += LANES) {
            PairTiles.unpack(
                    scratch.right, from + v, shape.depth(), scratch.pairWeights, unpackedStart(panel) + v, step);
        }
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        unpack(part, panel, scratch);
        sum(part, panel, 0, rows, scratch);
    }
}
