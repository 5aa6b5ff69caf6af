package dev.vernier.hardware.workload;

/** What a device can be asked to price; the unit is part of the name. */
public enum CostMetric {
    /** Milliseconds for one sample. */
    LATENCY_MS("latency_ms"),
    /** Microjoules for one sample. */
    ENERGY_UJ("energy_uj");

    private final String key;

    CostMetric(String key) {
        this.key = key;
    }

    /** The name in configurations and results: {@code latency_ms}. */
    public String key() {
        return key;
    }
}
