package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;
import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.LayerWorkload;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured of one layer shape.
 *
 * @param shape the shape; its name does not matter and is dropped
 * @param timings by the name of the class of widths; a class without one takes as long as the fastest class that it
 *     {@linkplain PrecisionClass#runsOn runs on}
 */
public record MeasuredLayer(LayerWorkload shape, SortedMap<String, Timing> timings) {
    /**
     * How long one sample takes.
     *
     * @param medianMicros the median of the repetitions, in microseconds
     * @param spreadMicros the difference between their upper and lower quartile, in microseconds
     */
    public record Timing(double medianMicros, double spreadMicros) {
        public Timing {
            requirePositive(medianMicros, "median");
            requireNotNegative(spreadMicros, "spread");
        }
    }

    public MeasuredLayer {
        shape = shape.named("");
        timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
    }
}
