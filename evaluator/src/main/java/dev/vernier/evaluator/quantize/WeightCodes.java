package dev.vernier.evaluator.quantize;

/** The signed codes that weights of a given width may take. */
public enum WeightCodes {
    /** {@code −1} and {@code +1}, for one bit. */
    SIGN,
    /** {@code −2^(b−1)…2^(b−1) − 1}: for two bits, and wherever weights have zero points. */
    TWOS_COMPLEMENT,
    /** {@code −3, −1, 1, 3}, for two bits: no code for zero, but even spacing around it. */
    MID_RISE,
    /** {@code −(2^(b−1) − 1)…2^(b−1) − 1}, for three bits and more. */
    RESTRICTED;

    int lowest(int bits) {
        return switch (this) {
            case SIGN -> -1;
            case TWOS_COMPLEMENT -> -(1 << (bits - 1));
            case MID_RISE -> -3;
            case RESTRICTED -> 1 - (1 << (bits - 1));
        };
    }

    int highest(int bits) {
        return switch (this) {
            case SIGN -> 1;
            case MID_RISE -> 3;
            case TWOS_COMPLEMENT, RESTRICTED -> (1 << (bits - 1)) - 1;
        };
    }

    /** The code nearest to {@code x} if there were codes without end; ties go to even codes, and zero to plus one. */
    double round(double x) {
        return switch (this) {
            case SIGN -> x < 0 ? -1 : 1;
            case MID_RISE -> 2 * Math.floor(x / 2) + 1;
            case TWOS_COMPLEMENT, RESTRICTED -> Math.rint(x);
        };
    }
}
