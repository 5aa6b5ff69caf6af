package dev.vernier.evaluator.quantize;

/**
 * The weights of one layer as integers: {@code w ≈ scale[c]·(code − zeroPoint[c])}.
 *
 * @param bits width of the codes, 1…8
 * @param kind which codes that width stands for
 * @param codes one code per weight, output channel outermost, in the order of the weights
 * @param scales one positive scale per output channel; all equal where the layer has one scale
 * @param zeroPoints the code of zero per output channel; all 0 where weights are symmetric
 */
public record QuantizedWeights(int bits, WeightCodes kind, byte[] codes, float[] scales, byte[] zeroPoints) {
    public QuantizedWeights {
        if (codes.length % scales.length != 0 || zeroPoints.length != scales.length) {
            throw new IllegalArgumentException(codes.length + " codes and " + zeroPoints.length + " zero points for "
                    + scales.length + " channels");
        }
    }

    /** Some of the weights, as many for each output channel, given by their indices. */
    public QuantizedWeights chosen(int[] indices) {
        byte[] some = new byte[indices.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = codes[indices[i]];
        }
        return new QuantizedWeights(bits, kind, some, scales, zeroPoints);
    }

    /** Weights per output channel. */
    public int depth() {
        return codes.length / scales.length;
    }

    /** The value of the weight at {@code index}. */
    public float decode(int index) {
        int channel = index / depth();
        return (codes[index] - zeroPoints[channel]) * scales[channel];
    }

    /** Whether all channels have the same scale and zero point. */
    public boolean uniform() {
        for (int c = 1; c < scales.length; c++) {
            if (scales[c] != scales[0] || zeroPoints[c] != zeroPoints[0]) {
                return false;
            }
        }
        return true;
    }

    /** Whether zero is code 0 in every channel. */
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
