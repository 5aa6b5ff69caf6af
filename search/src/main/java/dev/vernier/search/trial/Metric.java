package dev.vernier.search.trial;

import dev.vernier.hardware.workload.CostMetric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What plans can be judged by; the unit is part of the name. */
public enum Metric {
    /** Share of samples classified correctly, 0…1. */
    ACCURACY("accuracy"),
    /** Bytes of all weights packed at their widths, with scales and biases. */
    WEIGHT_BYTES("weight_bytes"),
    /** The largest number of bytes of activations live at once, for one sample. */
    PEAK_ACTIVATION_BYTES("peak_activation_bytes"),
    /** Milliseconds for one sample on one device. */
    LATENCY_MS(CostMetric.LATENCY_MS),
    /** Microjoules for one sample on one device. */
    ENERGY_UJ(CostMetric.ENERGY_UJ),
    /** Samples that one device finishes per second. */
    SAMPLES_PER_SECOND(CostMetric.SAMPLES_PER_SECOND),
    /** Look-up tables of an FPGA. */
    AREA_LUTS(CostMetric.AREA_LUTS),
    /** Block memories of 18 kbit of an FPGA. */
    AREA_BRAM18(CostMetric.AREA_BRAM18),
    /** Multiplier blocks of an FPGA. */
    AREA_DSPS(CostMetric.AREA_DSPS),
    /** The share of the scarcest resource of one device, in percent. */
    UTILISATION_PERCENT(CostMetric.UTILISATION_PERCENT);

    private final String key;
    private final Optional<CostMetric> deviceCost;

    Metric(String key) {
        this.key = key;
        this.deviceCost = Optional.empty();
    }

    Metric(CostMetric deviceCost) {
        this.key = deviceCost.key();
        this.deviceCost = Optional.of(deviceCost);
    }

    /** The name in configurations and results: {@code latency_ms}. */
    public String key() {
        return key;
    }

    /** The metric of that name. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    /** All names, in the order of declaration. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }

    /** What a device has to be asked for; empty when the figure is the same on every device. */
    public Optional<CostMetric> deviceCost() {
        return deviceCost;
    }

    public boolean perDevice() {
        return deviceCost.isPresent();
    }

    /** Whether more is better. */
    public boolean maximised() {
        return this == ACCURACY || deviceCost.filter(CostMetric::maximised).isPresent();
    }
}
