package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;

/**
 * The weights of a {@link PairConvolution}, packed as unsigned codes. An element holds a few steps of depth of one column:
 * in its lower half the codes that meet the first of two neighbouring channels, in its upper half those that meet the
 * second, each half with the earliest step in its lowest bits. Elements are stored vector of columns after vector of
 * columns, each {@code [elements of a column][LANES]}.
 *
 * @param bits of a stored code: 2, 4 or 8
 * @param factor a weight is {@code factor · code + offset}
 * @param groups the elements, group by group
 */
record PairWeights(int bits, int factor, int offset, int[][] groups) {
    /** Most steps of depth in one element. */
    static final int MOST_STEPS = 8;

    static PairWeights of(ConvShape shape, Panels panels, int weightBits, byte[] weights) {
        boolean midRise = weightBits == 2 && !inTwoBits(weights);
        // Where a channel fills up, its weight has to be 0, which is no mid-rise weight.
        boolean halved = midRise && allOdd(weights) && shape.groupInputs() % 2 == 0;
        int bits = midRise && !halved ? 4 : storedBits(weightBits);
        int factor = halved ? 2 : 1;
        int offset = halved ? -3 : -(1 << ((midRise ? bits : weightBits) - 1));
        int perElement = Short.SIZE / bits;
        int cell = PairStrips.pairs(shape);
        int depth = Math.ceilDiv(shape.kernelWidth() * shape.kernelHeight() * cell, perElement);
        int[][] groups = new int[shape.groups()][Math.multiplyExact(depth, panels.padded())];
        for (int channel = 0; channel < shape.outputChannels(); channel++) {
            int[] elements = groups[channel / shape.groupOutputs()];
            int column = channel % shape.groupOutputs();
            int first = column / LANES * depth * LANES + column % LANES;
            Panels.forEachWeight(shape, channel, (kernelColumn, kernelRow, input, source) -> {
                int pair = (kernelColumn * shape.kernelHeight() + kernelRow) * cell + input / 2;
                int at = first + pair / perElement * LANES;
                int shift = pair % perElement * bits;
                elements[at] |= ((weights[source] - offset) / factor) << (input % 2 * Short.SIZE + shift);
                if (input % 2 == 0 && input == shape.groupInputs() - 1) {
                    elements[at] |= -offset << (Short.SIZE + shift);
                }
            });
        }
        return new PairWeights(bits, factor, offset, groups);
    }

    /** Bits that a weight of a width takes up. */
    static int storedBits(int weightBits) {
        return weightBits <= 2 ? 2 : weightBits <= 4 ? 4 : 8;
    }

    private static boolean inTwoBits(byte[] weights) {
        for (byte weight : weights) {
            if (weight < -2 || weight > 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean allOdd(byte[] weights) {
        for (byte weight : weights) {
            if (weight % 2 == 0) {
                return false;
            }
        }
        return true;
    }

    /** Memory that the elements take. */
    long bytes() {
        return (long) groups.length * groups[0].length * Integer.BYTES;
    }

    /** Steps of depth in one element. */
    int perElement() {
        return Short.SIZE / bits;
    }

    /** The bits of the first step's codes. */
    int mask() {
        int half = (1 << bits) - 1;
        return (half << Short.SIZE) | half;
    }
}
