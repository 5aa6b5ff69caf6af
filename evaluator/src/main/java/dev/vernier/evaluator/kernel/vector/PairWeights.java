package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;

/**
 * The weights of a {@link PairConvolution}, packed. An element holds a few steps of depth of one column: in its lower half
 * the codes that meet the first of two neighbouring channels, in its upper half those that meet the second, each half
 * with the earliest step in its lowest bits. Elements are stored panel after panel, {@code [steps][vectors × LANES]}.
 *
 * @param bits of a stored code: 2, 4 or 8
 * @param factor a weight is {@code factor · code + offset}
 * @param groups the elements, group by group
 */
record PairWeights(int bits, int factor, int offset, int[][] groups) {
    static PairWeights of(ConvShape shape, Panels panels, int weightBits, byte[] weights) {
        boolean midRise = weightBits == 2 && !inTwoBits(weights);
        // Where a channel fills up, its weight has to be 0, which is no mid-rise weight.
        boolean halved = midRise && allOdd(weights) && shape.groupInputs() % 2 == 0;
        int bits = midRise && !halved ? 4 : storedBits(weightBits);
        int perElement = Short.SIZE / bits;
        int cell = PairStrips.pairs(shape);
        int depth = Math.ceilDiv(shape.kernelWidth() * shape.kernelHeight() * cell, perElement);
        int[][] groups = new int[shape.groups()][Math.multiplyExact(depth, panels.padded())];
        for (int channel = 0; channel < shape.outputChannels(); channel++) {
            int[] elements = groups[channel / shape.groupOutputs()];
            int column = channel % shape.groupOutputs();
            int panel = panels.panelOf(column);
            int step = panels.vectors(panel) * LANES;
            int first = panels.column(panel) * depth + column - panels.column(panel);
            Panels.forEachWeight(shape, channel, (kernelColumn, kernelRow, input, source) -> {
                int pair = (kernelColumn * shape.kernelHeight() + kernelRow) * cell + input / 2;
                int code = halved ? (weights[source] - 1) / 2 : weights[source];
                int shift = input % 2 * Short.SIZE + pair % perElement * bits;
                elements[first + pair / perElement * step] |= (code & ((1 << bits) - 1)) << shift;
            });
        }
        return new PairWeights(bits, halved ? 2 : 1, halved ? 1 : 0, groups);
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

    /** Steps of depth in one element. */
    int perElement() {
        return Short.SIZE / bits;
    }

    /** How far to shift a half to the left, so that the code of a step is in its highest bits. */
    int left(int step) {
        return Short.SIZE - bits * (step + 1);
    }

    /** How far to shift it to the right from there. */
    int right() {
        return Short.SIZE - bits;
    }
}
