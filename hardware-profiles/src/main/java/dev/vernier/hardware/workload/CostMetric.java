package dev.vernier.hardware.workload;

/** What a device can be asked to price; the unit is part of the name. */
public enum CostMetric {
    /** Milliseconds from a sample's arrival to its result. */
    LATENCY_MS("latency_ms"),
    /** Microjoules for one sample. */
    ENERGY_UJ("energy_uj"),
    /** Samples finished per second when they follow one another without a gap; the only one where more is better. */
    SAMPLES_PER_SECOND("samples_per_second"),
    /** Look-up tables of an FPGA that the network takes. */
    AREA_LUTS("area_luts"),
    /** Block memories of 18 kbit that the network takes on an FPGA. */
    AREA_BRAM18("area_bram18"),
    /** Multiplier blocks of an FPGA that the network takes. */
    AREA_DSPS("area_dsps"),
    /** The share of the scarcest resource of a device that the network takes, in percent. */
    UTILISATION_PERCENT("utilisation_percent");

    private final String key;

    CostMetric(String key) {
        this.key = key;
    }

    /** The name in configurations and results: {@code latency_ms}. */
    public String key() {
        return key;
    }

    /** Whether more is better. */
    public boolean maximised() {
        return this == SAMPLES_PER_SECOND;
    }
}
