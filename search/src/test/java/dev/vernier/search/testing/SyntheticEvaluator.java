package dev.vernier.search.testing;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.PlanEvaluator;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An evaluator whose truth is a formula. Each width {@code b} of a layer's weights or a quantizer adds noise of power
 * {@code s·4^−b}, with a strength {@code s} of its own drawn from a seed. Noise of neighbouring layers meets: the
 * divergence is the sum of all powers plus {@code 2·c·√(p_i·p_{i+1})}, with {@code c} between −0.3 and 0.8 by pair, so
 * that additivity fails as it does in networks. Schemes multiply it. Accuracy falls from 93 % towards chance as divergence grows, and is
 * rounded to whole samples.
 */
public final class SyntheticEvaluator implements PlanEvaluator {
    private static final double FLOAT_ACCURACY = 0.93;
    private static final double CHANCE = 0.1;

    private final NetworkLayout layout;
    private final int samples;
    private final double[] weightStrength;
    private final double[] activationStrength;
    private final double[] coupling;
    private int runs;

    public SyntheticEvaluator(NetworkLayout layout, int samples, long seed) {
        this.layout = layout;
        this.samples = samples;
        var random = new java.util.SplittableRandom(seed);
        int layers = layout.layers().size();
        weightStrength =
                random.doubles(layers, 0, 1).map(u -> 0.3 * Math.pow(40, u)).toArray();
        activationStrength = random.doubles(layout.quantizers().size(), 0, 1)
                .map(u -> 0.3 * Math.pow(40, u))
                .toArray();
        coupling = random.doubles(layers, -0.3, 0.8).toArray();
    }

    @Override
    public NetworkLayout layout() {
        return layout;
    }

    @Override
    public int samples() {
        return samples;
    }

    /** How many plans were run. */
    public int runs() {
        return runs;
    }

    @Override
    public Fidelity run(PrecisionPlan plan, QuantizationScheme scheme) {
        runs++;
        double divergence = harm(scheme) * divergence(plan);
        double accuracy = CHANCE + (FLOAT_ACCURACY - CHANCE) * Math.exp(-0.6 * divergence);
        return Fidelity.ofSuccesses((int) Math.round(accuracy * samples), samples, divergence);
    }

    /** How much worse a scheme is than the usual one. */
    private static double harm(QuantizationScheme scheme) {
        return (scheme.weights().perTensor() ? 2 : 1)
                * (scheme.scales() == QuantizationScheme.Scales.POWER_OF_TWO ? 1.5 : 1);
    }

    private double divergence(PrecisionPlan plan) {
        double[] power = new double[layout.layers().size()];
        for (Layer layer : layout.layers()) {
            QuantizerGroup quantizer = layout.quantizers().get(layer.inputQuantizer());
            power[layer.index()] =
                    weightStrength[layer.index()] * Math.pow(4, -plan.of(layer).weightBits())
                            + activationStrength[quantizer.index()]
                                    * Math.pow(4, -plan.activationBits(quantizer))
                                    / quantizer.readers().size();
        }
        double sum = 0;
        for (int i = 0; i < power.length; i++) {
            sum += power[i];
            if (i > 0) {
                sum += 2 * coupling[i] * Math.sqrt(power[i - 1] * power[i]);
            }
        }
        return sum;
    }

    @Override
    public Sensitivities sensitivities(
            QuantizationScheme scheme,
            SortedSet<Integer> weightBits,
            SortedSet<Integer> activationBits,
            int count,
            Progress progress) {
        List<Precision> widest =
                Collections.nCopies(layout.layers().size(), new Precision(weightBits.last(), activationBits.last()));
        List<NavigableMap<Integer, Double>> weights = new ArrayList<>();
        for (int layer = 0; layer < widest.size(); layer++) {
            NavigableMap<Integer, Double> byBits = new TreeMap<>();
            for (int bits : weightBits) {
                byBits.put(
                        bits,
                        harm(scheme) * divergence(widest, List.of(layer), new Precision(bits, activationBits.last())));
            }
            weights.add(byBits);
        }
        List<NavigableMap<Integer, Double>> activations = new ArrayList<>();
        for (QuantizerGroup quantizer : layout.quantizers()) {
            NavigableMap<Integer, Double> byBits = new TreeMap<>();
            for (int bits : quantizer.readers().isEmpty() ? List.<Integer>of() : activationBits) {
                byBits.put(
                        bits,
                        harm(scheme) * divergence(widest, quantizer.readers(), new Precision(weightBits.last(), bits)));
            }
            activations.add(byBits);
        }
        long settings = Stream.concat(weights.stream(), activations.stream())
                .mapToLong(NavigableMap::size)
                .sum();
        progress.update("measuring sensitivities", settings, settings, "");
        return new Sensitivities(weights, activations, settings * count);
    }

    private double divergence(List<Precision> widest, List<Integer> narrowed, Precision precision) {
        List<Precision> precisions = new ArrayList<>(widest);
        narrowed.forEach(layer -> precisions.set(layer, precision));
        return divergence(PrecisionPlan.of(layout, precisions));
    }
}
