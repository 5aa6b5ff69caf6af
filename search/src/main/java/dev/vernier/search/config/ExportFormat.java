package dev.vernier.search.config;

import java.util.Locale;

/** What plans are written as. */
public enum ExportFormat {
    /** The plan alone, as {@code plans/ID.yaml} and in {@code front.json}. */
    JSON,
    /** An ONNX model with QuantizeLinear and DequantizeLinear, for ONNX Runtime. */
    QDQ;

    /** The name in configurations. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
