package dev.vernier.evaluator.quantize;

import java.util.Arrays;

/**
 * The weights of one layer as integers: {@code w ≈ scale[g]·(code − zeroPoint[g])}, where {@code g} is the group of
 * neighbouring weights of one output channel that share a scale, or the whole channel.
 *
 * @param bits width of the codes, 1…8
 * @param kind which codes that width stands for
 * @param codes one code per weight, output channel outermost, in the order of the weights
 * @param depth weights per output channel
 * @param group weights that share a scale, 1…depth; the last group of a channel may be shorter
 * @param scales one positive scale per group, channel by channel; all equal where the layer has one scale
 * @param zeroPoints the code of zero per group; all 0 where weights are symmetric
 */
public record QuantizedWeights(
        int bits, WeightCodes kind, byte[] codes, int depth, int group, float[] scales, byte[] zeroPoints) {
    public QuantizedWeights {
        if (depth < 1 || codes.length % depth != 0 || group < 1 || group > depth) {
            throw new IllegalArgumentException(
                    codes.length + " codes for channels of " + depth + " weights in groups of " + group);
        }
        int groups = codes.length / depth * Math.ceilDiv(depth, group);
        if (scales.length != groups || zeroPoints.length != groups) {
            throw new IllegalArgumentException(scales.length + " scales and " + zeroPoints.length + " zero points for "
                    + groups + " groups of weights");
        }
    }

    /** Weights that share a scale with all others of their channel. */
    public QuantizedWeights(int bits, WeightCodes kind, byte[] codes, float[] scales, byte[] zeroPoints) {
        this(bits, kind, codes, codes.length / scales.length, codes.length / scales.length, scales, zeroPoints);
    }

    /** Some of the weights, as many for each output channel, given by their indices; for weights without groups. */
    public QuantizedWeights chosen(int[] indices) {
        byte[] some = new byte[indices.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = codes[indices[i]];
        }
        return new QuantizedWeights(bits, kind, some, scales, zeroPoints);
    }

    /** Those of the output channels from the first number to before the second. */
    public QuantizedWeights channels(int from, int to) {
        int perChannel = groups();
        return new QuantizedWeights(
                bits,
                kind,
                Arrays.copyOfRange(codes, from * depth, to * depth),
                depth,
                group,
                Arrays.copyOfRange(scales, from * perChannel, to * perChannel),
                Arrays.copyOfRange(zeroPoints, from * perChannel, to * perChannel));
    }

    /** Number of output channels. */
    public int channels() {
        return codes.length / depth;
    }

    /** Groups per output channel. */
    public int groups() {
        return Math.ceilDiv(depth, group);
    }

    /** The value of the weight at {@code index}. */
    public float decode(int index) {
        int at = index / depth * groups() + index % depth / group;
        return (codes[index] - zeroPoints[at]) * scales[at];
    }

    /** Whether all groups have the same scale and zero point. */
    public boolean uniform() {
        for (int g = 1; g < scales.length; g++) {
            if (scales[g] != scales[0] || zeroPoints[g] != zeroPoints[0]) {
                return false;
            }
        }
        return true;
    }

    /** Whether zero is code 0 in every group. */
    public boolean symmetric() {
        for (byte zeroPoint : zeroPoints) {
            if (zeroPoint != 0) {
                return false;
            }
        }
        return true;
    }

    /** Bits of the narrowest two's-complement integer that holds every code; at most {@link #bits} + 1. */
    public int storageBits() {
        return switch (kind) {
            case SIGN -> 2;
            case MID_RISE -> 3;
            case TWOS_COMPLEMENT, RESTRICTED -> bits;
        };
    }
}
