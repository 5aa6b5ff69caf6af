package dev.vernier.evaluator.quantize;

/** The signed codes that weights of a given width may take. Zero is code 0 or lies halfway between codes, so there is no weight zero point. */
public enum WeightCodes {
    /** {@code −1} and {@code +1}, for one bit. */
    SIGN(1),
    /** {@code −2…1}, for two bits. */
    TWOS_COMPLEMENT(1),
    /** {@code −3, −1, 1, 3}, for two bits: no code for zero, but even spacing around it. */
    MID_RISE(3),
    /** {@code −(2^(b−1) − 1)…2^(b−1) − 1}, for three bits and more. */
    RESTRICTED(0);

    private final int reach;

    WeightCodes(int reach) {
        this.reach = reach;
    }

    /** The largest magnitude that codes of both signs have. */
    int reach(int bits) {
        return this == RESTRICTED ? (1 << (bits - 1)) - 1 : reach;
    }

    /** The code nearest to {@code x}, a weight divided by its scale; ties go to even codes, and zero to plus one. */
    int nearest(double x, int bits) {
        return switch (this) {
            case SIGN -> x < 0 ? -1 : 1;
            case TWOS_COMPLEMENT -> (int) Math.clamp(Math.rint(x), -2, 1);
            case MID_RISE -> (int) Math.clamp(2 * Math.floor(x / 2) + 1, -3, 3);
            case RESTRICTED -> (int) Math.clamp(Math.rint(x), -reach(bits), reach(bits));
        };
    }
}
