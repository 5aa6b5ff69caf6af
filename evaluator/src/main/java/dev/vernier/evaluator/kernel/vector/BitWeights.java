package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;

/**
 * The weights of one group of a {@link BitConvolution}, a bit in each of {@code planes} planes. With s(b) = 2b − 1 the
 * bits of a weight w in planes 0, 1, … stand for m = Σ s(bᵢ) · 2ⁱ, an odd number, and
 *
 * <pre>    w − zeroPoint = (m + offset) / 2^shift,</pre>
 *
 * where m = w for weights of 1 bit and for mid-rise weights of 2 bits, and m = 2w + 1 for all others.
 *
 * @param words panel after panel, each {@code [plane][depth][vectors × LANES]}, in the order of {@link BitStrips}
 * @param ones for each column: Σ bᵢ · 2ⁱ of all weights
 * @param offsets for each column
 * @param shifts for each column
 */
record BitWeights(int[] words, int[] ones, int[] offsets, int[] shifts) {
    static BitWeights of(ConvShape shape, Panels panels, int planes, byte[] weights, byte[] zeroPoints, int group) {
        int depth = shape.kernelWidth() * BitStrips.words(shape);
        int[] words = new int[Math.multiplyExact(depth * planes, panels.padded())];
        int[] ones = new int[panels.padded()];
        int[] offsets = new int[panels.padded()];
        int[] shifts = new int[panels.padded()];
        for (int column = 0; column < shape.groupOutputs(); column++) {
            int channel = group * shape.groupOutputs() + column;
            int panel = panels.panelOf(column);
            int step = panels.vectors(panel) * LANES;
            int first = panels.column(panel) * depth * planes + column - panels.column(panel);
            boolean whole = planes == 1 || (planes == 2 && isMidRise(shape, channel, weights));
            shifts[column] = whole ? 0 : 1;
            offsets[column] = -((zeroPoints[channel] << shifts[column]) + shifts[column]);
            int at = column;
            Panels.forEachWeight(shape, channel, (kernelColumn, kernelRow, input, source) -> {
                int bit = kernelRow * shape.groupInputs() + input;
                int word = kernelColumn * BitStrips.words(shape) + bit / BitStrips.WORD;
                int odd = whole ? weights[source] : 2 * weights[source] + 1;
                int code = (odd + (1 << planes) - 1) / 2;
                ones[at] += code;
                for (int plane = 0; plane < planes; plane++) {
                    words[first + (plane * depth + word) * step] |= (code >> plane & 1) << (bit % BitStrips.WORD);
                }
            });
        }
        return new BitWeights(words, ones, offsets, shifts);
    }

    /** Whether the weights of each channel are of one kind, mid-rise or two's complement. */
    static boolean represents(ConvShape shape, int weightBits, byte[] weights) {
        if (weightBits != 2) {
            return true;
        }
        for (int channel = 0; channel < shape.outputChannels(); channel++) {
            boolean even = false;
            boolean far = false;
            for (int i = channel * shape.depth(); i < (channel + 1) * shape.depth(); i++) {
                even |= weights[i] % 2 == 0;
                far |= Math.abs(weights[i]) == 3;
            }
            if (even && far) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMidRise(ConvShape shape, int channel, byte[] weights) {
        for (int i = channel * shape.depth(); i < (channel + 1) * shape.depth(); i++) {
            if (weights[i] % 2 == 0) {
                return false;
            }
        }
        return true;
    }

    /** Memory that all arrays take. */
    long bytes() {
        return (long) (words.length + ones.length + offsets.length + shifts.length) * Integer.BYTES;
    }

    /** Whether the offset of each column is 0. */
    boolean withoutOffsets() {
        for (int offset : offsets) {
            if (offset != 0) {
                return false;
            }
        }
        return true;
    }
}
