package dev.vernier.evaluator.kernel;

/**
 * What becomes of the exact accumulator of an output channel {@code c}. The arrays are shared, not copied; nobody writes
 * to them afterwards.
 */
public sealed interface Epilogue {
    /** Output channels it is made for. */
    int channels();

    /** Size of an output. */
    int bytesPerOutput();

    /**
     * First makes a real number, in 32-bit floating point,
     *
     * <pre>    y = clamp(float(acc + bias[c]) · multiplier[c], low, high)</pre>
     *
     * then what the variant makes of it. {@code acc + bias} wraps around at 32 bits; {@code clamp(v, a, b)} is a where
     * v < a, b where v > b, else v; every operation rounds once, to the nearest, ties to even.
     */
    sealed interface Scaled extends Epilogue {
        /** One per output channel, in units of the channel's multiplier. */
        int[] bias();

        /** One per output channel: the input's scale times the channel's weight scale; finite. */
        float[] multiplier();

        /** Lower limit of the fused activation function, in real units; minus infinity for none. */
        float low();

        /** Upper limit of the fused activation function, in real units; infinity for none. */
        float high();

        @Override
        default int channels() {
            return bias().length;
        }

        /** The real number that a channel's biased sum stands for. */
        default float real(float biasedSum, int channel) {
            return clamp(biasedSum * multiplier()[channel], low(), high());
        }
    }

    /**
     * Requantizes: {@code code = rint(clamp(y / scale, minCode − zeroPoint, maxCode − zeroPoint)) + zeroPoint}, ties to
     * even. Outputs are bytes.
     *
     * @param scale of the output tensor; positive and finite
     * @param zeroPoint the output's code for 0, in minCode…maxCode
     * @param minCode the output's smallest code, at least 0
     * @param maxCode the output's largest code, 2^bits − 1, in 1…255
     */
    record ToCodes(
            int[] bias, float[] multiplier, float low, float high, float scale, int zeroPoint, int minCode, int maxCode)
            implements Scaled {
        public ToCodes {
            requireSound(bias, multiplier, low, high);
            if (!(scale > 0) || !Float.isFinite(scale)) {
                throw new IllegalArgumentException("scale is " + scale);
            }
            if (minCode < 0 || minCode >= maxCode || maxCode > 255 || zeroPoint < minCode || zeroPoint > maxCode) {
                throw new IllegalArgumentException("zero point " + zeroPoint + " of codes " + minCode + "…" + maxCode);
            }
        }

        @Override
        public int bytesPerOutput() {
            return Byte.BYTES;
        }

        /** The code that a channel's biased sum becomes. */
        public int code(float biasedSum, int channel) {
            float steps = real(biasedSum, channel) / scale;
            return (int) Math.rint(clamp(steps, minCode - zeroPoint, maxCode - zeroPoint)) + zeroPoint;
        }
    }

    /** Leaves {@code y} as it is. Outputs are 32-bit floating point. */
    record ToFloats(int[] bias, float[] multiplier, float low, float high) implements Scaled {
        public ToFloats {
            requireSound(bias, multiplier, low, high);
        }

        @Override
        public int bytesPerOutput() {
            return Float.BYTES;
        }
    }

    /** Leaves the accumulator as it is, without a bias. Outputs are 32-bit integers. */
    record ToSums(int channels) implements Epilogue {
        @Override
        public int bytesPerOutput() {
            return Integer.BYTES;
        }
    }

    /** {@code value}, kept within limits; NaN stays. */
    static float clamp(float value, float low, float high) {
        return value < low ? low : value > high ? high : value;
    }

    private static void requireSound(int[] bias, float[] multiplier, float low, float high) {
        if (bias.length != multiplier.length) {
            throw new IllegalArgumentException(bias.length + " biases, " + multiplier.length + " multipliers");
        }
        for (int c = 0; c < multiplier.length; c++) {
            if (!Float.isFinite(multiplier[c])) {
                throw new IllegalArgumentException("multiplier of channel " + c + " is " + multiplier[c]);
            }
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException("limits " + low + "…" + high);
        }
    }
}
