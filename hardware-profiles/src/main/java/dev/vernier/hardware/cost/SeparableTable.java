package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cost of a network as a sum of independent choices, for integer programs and sweeps.
 *
 * <p>A layer is priced as if every tensor it touches had its own activation width, and the steps between the layers as
 * if they ran on integer codes. So {@link #total} equals the price of the network whenever no width changes between
 * layers. What depends on neighbours is left out: conversions, and the difference in memory traffic of an output that
 * is wider or narrower than the input.
 *
 * @param metric what is priced, in the unit of its name
 * @param layers for each layer the cost of each of its options
 * @param constant the cost that no choice changes
 */
public record SeparableTable(CostMetric metric, List<SortedMap<Precision, Double>> layers, double constant) {
    public SeparableTable {
        layers = layers.stream()
                .map(options -> Collections.unmodifiableSortedMap(new TreeMap<>(options)))
                .toList();
    }

    /**
     * The constant and the cost of one choice per layer, summed in the order of the layers.
     *
     * @throws IllegalArgumentException when a choice is none of the layer's options
     */
    public double total(List<Precision> choices) {
        if (choices.size() != layers.size()) {
            throw new IllegalArgumentException(choices.size() + " choices for " + layers.size() + " layers");
        }
        double total = constant;
        for (int i = 0; i < layers.size(); i++) {
            Double cost = layers.get(i).get(choices.get(i));
            if (cost == null) {
                throw new IllegalArgumentException("layer " + i + " has no option " + choices.get(i));
            }
            total += cost;
        }
        return total;
    }
}
