package dev.vernier.evaluator.quantize;

/**
 * The weights of one layer as integers: {@code w ≈ scale[c]·code}.
 *
 * @param bits width of the codes, 1…8
 * @param kind which codes that width stands for
 * @param codes one code per weight, output channel outermost, in the order of the weights
 * @param scales one positive scale per output channel
 */
public record QuantizedWeights(int bits, WeightCodes kind, byte[] codes, float[] scales) {
    public QuantizedWeights {
        if (codes.length % scales.length != 0) {
            throw new IllegalArgumentException(codes.length + " codes for " + scales.length + " channels");
        }
    }

    /** Weights per output channel. */
    public int depth() {
        return codes.length / scales.length;
    }

    /** The value of the weight at {@code index}. */
    public float decode(int index) {
        return codes[index] * scales[index / depth()];
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
