package dev.vernier.hardware.workload;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What one sample costs on one device: finite, non-negative figures for the metrics that its cost model knows. */
public record Cost(Map<CostMetric, Double> figures) {
    public Cost {
        EnumMap<CostMetric, Double> checked = new EnumMap<>(CostMetric.class);
        figures.forEach((metric, value) -> {
            if (!Double.isFinite(value) || value < 0) {
                throw new IllegalArgumentException(metric.key() + " is " + value);
            }
            checked.put(metric, value);
        });
        figures = java.util.Collections.unmodifiableMap(checked);
    }

    public static Cost latencyMs(double latencyMs) {
        return new Cost(Map.of(CostMetric.LATENCY_MS, latencyMs));
    }

    public OptionalDouble get(CostMetric metric) {
        Double value = figures.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
