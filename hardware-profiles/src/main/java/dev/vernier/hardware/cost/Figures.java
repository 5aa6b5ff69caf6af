package dev.vernier.hardware.cost;

/** Checks of the figures that models are made of. */
final class Figures {
    private Figures() {}

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
