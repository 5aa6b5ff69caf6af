package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;

import dev.vernier.hardware.workload.Step;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the steps between the layers cost.
 *
 * @param nanosPerElement nanoseconds for each element that a step reads, for every kind of step
 * @param conversionNanosPerElement nanoseconds for each element brought to another width
 * @param inputNanosPerElement nanoseconds for each element of the sample that is made a code
 * @param outputNanosPerElement nanoseconds for each element of the network's output that is handed out
 */
public record GlueCosts(
        Map<Step.Glue.Kind, Double> nanosPerElement,
        double conversionNanosPerElement,
        double inputNanosPerElement,
        double outputNanosPerElement) {
    public GlueCosts {
        EnumMap<Step.Glue.Kind, Double> checked = new EnumMap<>(Step.Glue.Kind.class);
        for (Step.Glue.Kind kind : Step.Glue.Kind.values()) {
            Double nanos = nanosPerElement.get(kind);
            if (nanos == null) {
                throw new IllegalArgumentException("no cost is given for steps of kind " + kind);
            }
            requireNotNegative(nanos, "cost of " + kind);
            checked.put(kind, nanos);
        }
        nanosPerElement = Collections.unmodifiableMap(checked);
        requireNotNegative(conversionNanosPerElement, "cost of a conversion");
        requireNotNegative(inputNanosPerElement, "cost of the input");
        requireNotNegative(outputNanosPerElement, "cost of the output");
    }
}
