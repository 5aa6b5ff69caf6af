package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A convolution that counts bits, for weights and inputs of few bits (XNOR-Net, arXiv:1603.05279; bit-serial for more
 * than one bit, as in DoReFa-Net, arXiv:1606.06160). For bits x of the input and weights s = 2b − 1 of −1 or 1,
 *
 * <pre>    Σ x · s = |b| − |x ⊕ b|,</pre>
 *
 * where |·| counts ones. With x = Σ xⱼ · 2ʲ and the weights of {@link BitWeights},
 *
 * <pre>    Σ x · (w − zeroPoint) = (Σᵢⱼ (|bᵢ| − |xⱼ ⊕ bᵢ|) · 2ⁱ⁺ʲ + offset · Σ x) / 2^shift,</pre>
 *
 * and Σ (x − inputZeroPoint) · (w − zeroPoint) follows. Rows are output positions, columns are output channels; each
 * group is a part of its own.
 */
final class BitConvolution extends VectorConvolution {
    private final Panels panels;
    private final BitWeights[] groups;

    /** Words of a window in one plane. */
    private final int depth;

    private final int weightPlanes;

    /** All pairs of planes, by falling weight 2ⁱ⁺ʲ. */
    private final Pass[] passes;

    /** The sum of all inputs with every bit set: 2^bits − 1. */
    private final int largestCode;

    /** For each output channel: the sum of its weights, counted from their zero point. */
    private final int[] weightSums;

    /** For each output channel: what sums of all inputs with every bit set would be, where counts are subtracted from it. */
    private final int[] constants;

    private final boolean withOffsets;

    /**
     * One pair of planes.
     *
     * @param factor what multiplies the counts so far: 2 where the weight of the pair is half that of the one before, 0
     *     for the first pair
     */
    private record Pass(int weightPlane, int inputPlane, int factor) {}

    BitConvolution(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Panels cut = Panels.of(shape.groupOutputs());
        BitWeights[] packed = new BitWeights[shape.groups()];
        Arrays.setAll(packed, g -> BitWeights.of(shape, cut, precision.weightBits(), weights, zeroPoints, g));
        boolean offsets = !Arrays.stream(packed).allMatch(BitWeights::withoutOffsets);
        super(shape, precision, shape.groups(), new BitStrips(shape, precision.activationBits(), offsets));
        withOffsets = offsets;
        panels = cut;
        groups = packed;
        depth = strips.depth();
        weightPlanes = precision.weightBits();
        passes = passes(precision);
        largestCode = (1 << precision.activationBits()) - 1;
        constants = new int[shape.outputChannels()];
        for (int channel = 0; channel < constants.length && !withOffsets; channel++) {
            int ones = groups[channel / shape.groupOutputs()].ones()[channel % shape.groupOutputs()];
            constants[channel] = largestCode * ones;
        }
        weightSums = new int[shape.outputChannels()];
        for (int i = 0; i < weights.length; i++) {
            int channel = i / shape.depth();
            weightSums[channel] += weights[i] - zeroPoints[channel];
        }
    }

    private static Pass[] passes(Precision precision) {
        Pass[] passes = new Pass[precision.weightBits() * precision.activationBits()];
        int count = 0;
        for (int sum = precision.weightBits() + precision.activationBits() - 2; sum >= 0; sum--) {
            int factor = count == 0 ? 0 : 2;
            for (int i = 0; i < precision.weightBits(); i++) {
                int j = sum - i;
                if (j >= 0 && j < precision.activationBits()) {
                    passes[count++] = new Pass(i, j, factor);
                    factor = 1;
                }
            }
        }
        return passes;
    }

    @Override
    public long weightBytes() {
        return Arrays.stream(groups).mapToLong(BitWeights::bytes).sum()
                + (long) (weightSums.length + constants.length) * Integer.BYTES;
    }

    @Override
    Panels panels() {
        return panels;
    }

    @Override
    int correction(int channel, int inputZeroPoint, VectorScratch scratch) {
        return constants[channel] - inputZeroPoint * weightSums[channel];
    }

    @Override
    void reserveWeights(int elements, VectorScratch scratch) {}

    @Override
    int unpackedDepth() {
        return 0;
    }

    /** Weights are computed with as they lie. */
    @Override
    void unpack(int part, int panel, VectorScratch scratch) {}

    @Override
    void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        for (Pass pass : passes) {
            BitTiles.rows(
                    vectors,
                    scratch.ints,
                    strips.windows(),
                    position,
                    pass.inputPlane * strips.elements(),
                    groups[part].words(),
                    first(panel, pass.weightPlane),
                    depth,
                    scratch.tile,
                    width,
                    pass.factor);
        }
        combine(part, panel, position, rows, scratch);
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        int vectors = panels.vectors(panel);
        int width = panels.width(panel);
        for (int r = 0; r < rows; r++) {
            for (Pass pass : passes) {
                BitTiles.row(
                        vectors,
                        scratch.ints,
                        strips.windows()[r] + pass.inputPlane * strips.elements(),
                        groups[part].words(),
                        first(panel, pass.weightPlane),
                        depth,
                        scratch.tile,
                        r * width,
                        pass.factor);
            }
        }
        combine(part, panel, 0, rows, scratch);
    }

    /** Where a plane of a panel begins. */
    private int first(int panel, int plane) {
        int step = panels.vectors(panel) * LANES;
        return (panels.column(panel) * weightPlanes + plane * step) * depth;
    }

    /** Makes sums of the counts in the tile. Goes upwards: what is written beyond a row is overwritten by the next. */
    private void combine(int part, int panel, int position, int rows, VectorScratch scratch) {
        int width = panels.width(panel);
        if (!withOffsets) {
            subtract(scratch.bias, scratch.tile, scratch.sums, rows * width);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int inputs = windowSum(strips.windows()[position + r], scratch.columnSums);
            combine(groups[part], panels.column(panel), width, inputs, r * width, scratch);
        }
    }

    private static void subtract(int[] bias, int[] tile, int[] sums, int count) {
        for (int i = 0; i < count; i += LANES) {
            IntVector.fromArray(INTS, bias, i)
                    .sub(IntVector.fromArray(INTS, tile, i))
                    .intoArray(sums, i);
        }
    }

    /** @param inputs the sum of a row's inputs */
    private void combine(BitWeights weights, int column, int width, int inputs, int at, VectorScratch scratch) {
        for (int v = 0; v < width; v += LANES) {
            IntVector signs = IntVector.fromArray(INTS, weights.ones(), column + v)
                    .mul(largestCode)
                    .sub(IntVector.fromArray(INTS, scratch.tile, at + v));
            IntVector offsets =
                    IntVector.fromArray(INTS, weights.offsets(), column + v).mul(inputs);
            IntVector shifts = IntVector.fromArray(INTS, weights.shifts(), column + v);
            signs.add(offsets)
                    .lanewise(VectorOperators.ASHR, shifts)
                    .add(IntVector.fromArray(INTS, scratch.bias, at + v))
                    .intoArray(scratch.sums, at + v);
        }
    }

    private int windowSum(int window, int[] columnSums) {
        int sum = 0;
        int first = window / strips.columnSize;
        for (int column = first; column < first + shape.kernelWidth(); column++) {
            sum += columnSums[column];
        }
        return sum;
    }
}
