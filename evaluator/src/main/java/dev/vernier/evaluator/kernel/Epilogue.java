package dev.vernier.evaluator.kernel;

import java.lang.foreign.MemorySegment;

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
            requireCodes(scale, zeroPoint, minCode, maxCode);
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

    /**
     * Requantizes as {@link ToCodes}, and adds another tensor of the output's shape to the result, code by code, as
     * networks do where a shortcut ends. Outputs are bytes.
     *
     * @param codes what would be left without the addition
     * @param addition how the two are added
     * @param other one unsigned byte for each output, outside the heap; does not overlap the output
     */
    record ToJoin(ToCodes codes, Addition addition, MemorySegment other) implements Epilogue {
        @Override
        public int channels() {
            return codes.channels();
        }

        @Override
        public int bytesPerOutput() {
            return Byte.BYTES;
        }

        /** The code that a channel's biased sum and the other tensor's code become. */
        public int code(float biasedSum, int channel, int otherCode) {
            float own = (codes.code(biasedSum, channel) - codes.zeroPoint()) * codes.scale();
            return addition.code(own, otherCode);
        }
    }

    /**
     * Adds a code to a real number: {@code y = clamp(x + (code − otherZeroPoint)·otherScale, low, high)}, requantized to
     * {@code rint(clamp(y / scale, minCode − zeroPoint, maxCode − zeroPoint)) + zeroPoint}.
     *
     * @param otherScale of the tensor added, positive and finite
     * @param otherZeroPoint its code for 0
     * @param low lower limit of the activation function behind the addition
     * @param high upper limit
     * @param scale of the result; positive and finite
     * @param zeroPoint the result's code for 0, in minCode…maxCode
     * @param minCode the result's smallest code
     * @param maxCode the result's largest code, at most 255
     */
    record Addition(
            float otherScale,
            int otherZeroPoint,
            float low,
            float high,
            float scale,
            int zeroPoint,
            int minCode,
            int maxCode) {
        public Addition {
            requireCodes(otherScale, otherZeroPoint, 0, 255);
            requireCodes(scale, zeroPoint, minCode, maxCode);
            requireLimits(low, high);
        }

        /** The code that {@code x} and the other tensor's code become. */
        public int code(float x, int otherCode) {
            float y = clamp(x + (otherCode - otherZeroPoint) * otherScale, low, high);
            return (int) Math.rint(clamp(y / scale, minCode - zeroPoint, maxCode - zeroPoint)) + zeroPoint;
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
        requireLimits(low, high);
    }

    private static void requireLimits(float low, float high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException("limits " + low + "…" + high);
        }
    }

    private static void requireCodes(float scale, int zeroPoint, int minCode, int maxCode) {
        if (!(scale > 0) || !Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale);
        }
        if (minCode < 0 || minCode >= maxCode || maxCode > 255 || zeroPoint < minCode || zeroPoint > maxCode) {
            throw new IllegalArgumentException("zero point " + zeroPoint + " of codes " + minCode + "…" + maxCode);
        }
    }
}
