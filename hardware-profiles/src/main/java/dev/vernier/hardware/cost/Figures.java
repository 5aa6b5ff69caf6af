package dev.vernier.hardware.cost;

import java.math.BigDecimal;
import java.math.MathContext;

/** Checks and wording of the figures that models are made of. */
final class Figures {
    private static final MathContext DIGITS = new MathContext(4);

    private Figures() {}

    /** A figure for people, to four significant digits. */
    static String text(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    static void requirePositive(double value, String what) {
        if (!(value > 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " must be a positive number, not " + value);
        }
    }

    static void requireNotNegative(double value, String what) {
        if (!(value >= 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " must not be negative, but is " + value);
        }
    }

    static void requireShare(double value, String what) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must lie above 0 and at most at 1, but is " + value);
        }
    }
}
