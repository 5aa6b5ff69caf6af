package dev.vernier.search.report;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.search.trial.Metric;
import java.util.Locale;
import java.util.stream.Collectors;

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

    /**
     * What a layer computes, such as {@code 3×3, 16×28×28 → 32×14×14}, where channels come first, {@code 64 → 10}, of
     * recurrent layers {@code 64 → 256, 24 steps}, or for products of two activations {@code 4 × (128×32 · 32×128)}.
     */
    static String shape(Graph graph, Layer layer) {
        LayerWorkload work = layer.workload();
        if (layer.node().op() instanceof Op.Convolution) {
            Shape kernel = graph.shape(layer.weights());
            return extents(kernel, 2) + ", " + extents(graph.shape(layer.node().input(0)), 1) + " → "
                    + extents(graph.shape(layer.node().output()), 1);
        }
        if (layer.hasWeights()) {
            String steps = work.isRecurrent() ? ", " + work.steps() + (work.steps() == 1 ? " step" : " steps") : "";
            return work.inputChannels() + " → " + work.outputChannels() + steps;
        }
        return String.format(
                Locale.ROOT,
                "%d × (%d×%d · %d×%d)",
                work.computedMatrices(),
                work.rows() / work.computedMatrices(),
                work.inputChannels(),
                work.inputChannels(),
                work.outputChannels());
    }

    /** The extents from an axis on. */
    private static String extents(Shape shape, int from) {
        return shape.toList().subList(from, shape.rank()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining("×"));
    }
}
