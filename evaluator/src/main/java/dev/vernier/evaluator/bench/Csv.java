package dev.vernier.evaluator.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** Fields of tables that other programs read. */
final class Csv {
    private static final MathContext DIGITS = new MathContext(4);

    private Csv() {}

    /** Four significant digits. */
    static String figure(double value) {
        return new BigDecimal(value).round(DIGITS).toPlainString();
    }

    /** RFC 4180: a field with a comma, a quote or a line break stands in quotes. */
    static String quoted(String field) {
        return field.matches("[^,\"\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
