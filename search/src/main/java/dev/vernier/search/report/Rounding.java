package dev.vernier.search.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Keeps pages small: nobody reads the eighth digit. */
final class Rounding {
    private static final MathContext SEVEN_DIGITS = new MathContext(7);

    private Rounding() {}

    /** The nearest number of seven significant digits. */
    static double of(double value) {
        return new BigDecimal(value).round(SEVEN_DIGITS).doubleValue();
    }
}
