package dev.vernier.evaluator.score;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What narrowing each quantity alone costs, as {@linkplain dev.vernier.evaluator.metric.Yardstick#divergence divergence}
 * from the float network's outputs.
 *
 * @param weights for each layer, divergence by weight width
 * @param activations for each quantizer, divergence by activation width; empty where the width is not a choice
 * @param sampleForwards what measuring them cost, in samples taken through the network
 */
public record Sensitivities(
        List<NavigableMap<Integer, Double>> weights,
        List<NavigableMap<Integer, Double>> activations,
        long sampleForwards) {
    public Sensitivities {
        weights = weights.stream()
                .<NavigableMap<Integer, Double>>map(TreeMap::new)
                .toList();
        activations = activations.stream()
                .<NavigableMap<Integer, Double>>map(TreeMap::new)
                .toList();
    }

    /**
     * The additive prediction of a plan's divergence: that of the widest widths measured, which is the last entry of
     * every map, and on top of it what each narrower width adds alone.
     */
    public double predict(PrecisionPlan plan) {
        double sum = Stream.concat(weights.stream(), activations.stream())
                .filter(byBits -> !byBits.isEmpty())
                .findFirst()
                .map(byBits -> byBits.lastEntry().getValue())
                .orElse(0.0);
        for (int i = 0; i < weights.size(); i++) {
            sum += added(weights.get(i), plan.precisions().get(i).weightBits());
        }
        for (QuantizerGroup quantizer : plan.layout().quantizers()) {
            sum += added(activations.get(quantizer.index()), plan.activationBits(quantizer));
        }
        return sum;
    }

    private static double added(NavigableMap<Integer, Double> byBits, int bits) {
        return byBits.isEmpty()
                ? 0
                : Math.max(0, of(byBits, bits) - byBits.lastEntry().getValue());
    }

    /** What the weights of one layer cost at a width. */
    public double ofWeights(int layer, int bits) {
        return of(weights.get(layer), bits);
    }

    /** What the codes of one quantizer cost at a width. */
    public double ofActivations(int quantizer, int bits) {
        return of(activations.get(quantizer), bits);
    }

    /** The divergence at the nearest measured width that is not wider; none measured costs nothing. */
    private static double of(NavigableMap<Integer, Double> byBits, int bits) {
        var entry = byBits.floorEntry(bits);
        if (entry == null) {
            entry = byBits.ceilingEntry(bits);
        }
        return entry == null ? 0 : entry.getValue();
    }
}
