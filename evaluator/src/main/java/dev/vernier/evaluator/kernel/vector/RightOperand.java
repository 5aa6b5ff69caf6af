package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs right operands into a scratch: centred codes in a byte each, panel after panel, {@code [depth][vectors × LANES]},
 * and the sum of each column.
 *
 * @param layer computes with them
 */
record RightOperand(ProductShape shape, byte zeroPoint, VectorConvolution layer) implements Product.Packing {
    private static final VectorSpecies<Byte> ALL = ByteVector.SPECIES_PREFERRED;

    static RightOperand of(ProductShape shape, Precision precision) {
        boolean pairs = Arithmetic.fitsPairs(precision) && shape.depth() > 1;
        VectorConvolution layer =
                pairs ? new PairProduct(shape.layer(), precision) : new FloatProduct(shape.layer(), precision);
        return new RightOperand(shape, (byte) Product.rightZeroPoint(precision), layer);
    }

    @Override
    public Convolution pack(MemorySegment right, Scratch scratch) {
        Panels panels = layer.panels();
        VectorScratch own = (VectorScratch) scratch;
        int packed = Math.multiplyExact(shape.depth(), panels.padded());
        int slack = ALL.length() + panels.widest();
        own.reserveRight(shape.rightElements() + slack, packed + slack, panels.padded());
        MemorySegment.copy(right, ValueLayout.JAVA_BYTE, 0, own.rightCodes, 0, shape.rightElements());
        for (int panel = 0; panel < panels.count(); panel++) {
            int step = panels.vectors(panel) * LANES;
            int first = panels.column(panel) * shape.depth();
            if (shape.transposed()) {
                transpose(own.rightCodes, panels.column(panel), panels.width(panel), own.right, first, step);
            } else {
                copy(own.rightCodes, panels.column(panel), own.right, first, step);
            }
            for (int v = 0; v < step; v += LANES) {
                sum(own.right, first + v, step, own.rightSums, panels.column(panel) + v);
            }
        }
        return layer;
    }

    /** Goes upwards: what a vector writes beyond its columns is overwritten by the next. */
    private void copy(byte[] codes, int column, byte[] packed, int first, int step) {
        for (int k = 0; k < shape.depth(); k++) {
            int from = k * shape.columns() + column;
            int to = first + k * step;
            for (int v = 0; v < step; v += LANES) {
                ByteVector.fromArray(BYTES, codes, from + v).sub(zeroPoint).intoArray(packed, to + v);
            }
        }
    }

    private void transpose(byte[] codes, int column, int width, byte[] packed, int first, int step) {
        int depth = shape.depth();
        int wholeDepth = depth / ByteBlocks.SIDE * ByteBlocks.SIDE;
        int wholeWidth = width / ByteBlocks.SIDE * ByteBlocks.SIDE;
        for (int n = 0; n < wholeWidth; n += ByteBlocks.SIDE) {
            for (int k = 0; k < wholeDepth; k += ByteBlocks.SIDE) {
                ByteBlocks.transpose(codes, (column + n) * depth + k, depth, packed, first + k * step + n, step);
            }
        }
        for (int n = 0; n < width; n++) {
            for (int k = n < wholeWidth ? wholeDepth : 0; k < depth; k++) {
                packed[first + k * step + n] = codes[(column + n) * depth + k];
            }
        }
        centre(packed, first, depth * step);
    }

    /** Subtracts the zero point; what a last vector holds beyond belongs to the next panel, which is packed later. */
    private void centre(byte[] packed, int from, int count) {
        for (int i = from; i < from + count; i += ALL.length()) {
            ByteVector.fromArray(ALL, packed, i).sub(zeroPoint).intoArray(packed, i);
        }
    }

    private void sum(byte[] packed, int from, int step, int[] sums, int to) {
        IntVector sum = IntVector.zero(INTS);
        for (int k = 0; k < shape.depth(); k++) {
            IntVector weights = (IntVector)
                    ByteVector.fromArray(BYTES, packed, from + k * step).convertShape(VectorOperators.B2I, INTS, 0);
            sum = sum.add(weights);
        }
        sum.intoArray(sums, to);
    }
}
