package dev.vernier.search.report;

import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.search.trial.Metric;
import java.util.Locale;

/** What metrics and layers are called where people read. */
final class Words {
    private Words() {}

    /** What the metric measures, such as {@code latency}. */
    static String label(Metric metric) {
        return switch (metric) {
            case Metric.Quality(QualityMetric quality) -> quality.label();
            case Metric.Cost cost -> label(cost);
        };
    }

    private static String label(Metric.Cost cost) {
        return switch (cost) {
            case WEIGHT_BYTES -> "weight size";
            case PEAK_ACTIVATION_BYTES -> "peak activation memory";
            case LATENCY_MS -> "latency";
            case ENERGY_UJ -> "energy";
            case SAMPLES_PER_SECOND -> "throughput";
            case AREA_LUTS -> "look-up tables";
            case AREA_BRAM18 -> "block memories";
            case AREA_DSPS -> "multiplier blocks";
            case UTILISATION_PERCENT -> "utilisation";
        };
    }

    /** The metric's unit as printed; empty for counts and qualities. */
    static String unit(Metric metric) {
        return switch (metric) {
            case Metric.Quality _ -> "";
            case Metric.Cost cost -> unit(cost);
        };
    }

    private static String unit(Metric.Cost cost) {
        return switch (cost) {
            case WEIGHT_BYTES, PEAK_ACTIVATION_BYTES -> "bytes";
            case LATENCY_MS -> "ms";
            case ENERGY_UJ -> "µJ";
            case SAMPLES_PER_SECOND -> "samples/s";
            case UTILISATION_PERCENT -> "%";
            case AREA_LUTS, AREA_BRAM18, AREA_DSPS -> "";
        };
    }

    /** What a layer computes, such as {@code 3×3, 16×28×28 → 32×14×14}; channels come first. */
    static String shape(LayerWorkload work) {
        if (work.kind() == LayerKind.GEMM) {
            return work.inputChannels() + " → " + work.outputChannels();
        }
        return String.format(
                Locale.ROOT,
                "%d×%d, %d×%d×%d → %d×%d×%d",
                work.kernelHeight(),
                work.kernelWidth(),
                work.inputChannels(),
                work.inputHeight(),
                work.inputWidth(),
                work.outputChannels(),
                work.outputHeight(),
                work.outputWidth());
    }
}
