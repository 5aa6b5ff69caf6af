package dev.vernier.evaluator.quantize;

import dev.vernier.hardware.workload.Precision;

/**
 * Uniform quantization of one activation tensor: {@code q = rint(clamp(x/scale)) + zeroPoint}, read back as {@code
 * scale·(q − zeroPoint)}. Codes are unsigned, {@code minCode…2^bits − 1}; zero is always exact.
 *
 * @param bits width of the codes, 1…8 or 16
 * @param scale real distance of neighbouring codes, positive and finite
 * @param zeroPoint the code of zero
 * @param minCode the smallest code used: 0, or 1 where the codes reach equally far on both sides of zero
 */
public record ActivationQuantizer(int bits, float scale, int zeroPoint, int minCode) {
    public ActivationQuantizer {
        if (!Precision.isActivationWidth(bits) || bits == Precision.FLOAT) {
            throw new IllegalArgumentException("activation width " + bits + " is not in 1…8 and not 16");
        }
        if (!(scale > 0) || !Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale " + scale + " is not positive");
        }
        if (minCode < 0 || minCode > 1 || zeroPoint < minCode || zeroPoint > (1 << bits) - 1) {
            throw new IllegalArgumentException("zero point " + zeroPoint + " is no code of " + bits + " bits");
        }
    }

    /** Adding this to |v| ≤ 2²² and subtracting it again rounds v to an integer, ties to even. */
    private static final float ROUNDER = 0x1.8p23f;

    /** A quantizer that uses all codes. */
    public ActivationQuantizer(int bits, float scale, int zeroPoint) {
        this(bits, scale, zeroPoint, 0);
    }

    /**
     * The quantizer whose codes span {@code low…high}, moved so that zero is a code.
     *
     * @param low at most 0
     * @param high at least 0
     */
    public static ActivationQuantizer spanning(float low, float high, int bits) {
        if (!(low <= 0) || !(high >= 0)) {
            throw new IllegalArgumentException("range " + low + "…" + high + " does not hold 0");
        }
        int maxCode = (1 << bits) - 1;
        float scale = (high - low) / maxCode;
        if (!(scale >= Float.MIN_NORMAL)) {
            return new ActivationQuantizer(bits, 1, 0);
        }
        return new ActivationQuantizer(bits, scale, (int) Math.clamp(Math.rint(-low / scale), 0, maxCode));
    }

    /**
     * The quantizer of signed codes {@code ±(2^(bits−1) − 1)} that span {@code −reach…reach}, held as unsigned ones with
     * the zero point {@code 2^(bits−1)}. At 8 and 16 bits the lowest signed
     * code is used as well, for there saturation is the hardware's.
     *
     * @param reach at least 0
     * @param bits 2…8 or 16
     */
    public static ActivationQuantizer symmetric(float reach, int bits) {
        if (!(reach >= 0) || bits < 2) {
            throw new IllegalArgumentException("range ±" + reach + " with " + bits + " bits");
        }
        int zeroPoint = 1 << (bits - 1);
        float scale = reach / (zeroPoint - 1);
        return new ActivationQuantizer(bits, scale >= Float.MIN_NORMAL ? scale : 1, zeroPoint, bits < 8 ? 1 : 0);
    }

    /** The same codes at another scale. */
    ActivationQuantizer withScale(float other) {
        return new ActivationQuantizer(bits, other, zeroPoint, minCode);
    }

    /** The largest code. */
    public int maxCode() {
        return (1 << bits) - 1;
    }

    /** The smallest value that has a code. */
    public float lowest() {
        return (minCode - zeroPoint) * scale;
    }

    /** The largest value that has a code. */
    public float highest() {
        return (maxCode() - zeroPoint) * scale;
    }

    /** The code of {@code x}: division in 32-bit floating point, clamp, then half-to-even. */
    public int encode(float x) {
        float clamped = Math.clamp(x / scale, (float) (minCode - zeroPoint), (float) (maxCode() - zeroPoint));
        return (int) Math.rint(clamped) + zeroPoint;
    }

    /**
     * The codes of many values, of up to 8 bits: those of {@link #encode(float)}, in a loop that compiles to vector
     * instructions.
     *
     * @param count how many values
     * @param codes receives their codes as unsigned bytes
     */
    public void encode(float[] values, int count, byte[] codes) {
        float divisor = scale;
        int zero = zeroPoint;
        float low = minCode - zero;
        float high = maxCode() - zero;
        for (int i = 0; i < count; i++) {
            float steps = Math.min(Math.max(values[i] / divisor, low), high);
            codes[i] = (byte) ((int) (steps + ROUNDER - ROUNDER) + zero);
        }
    }

    /** The value of a code. */
    public float decode(int code) {
        return (code - zeroPoint) * scale;
    }
}
