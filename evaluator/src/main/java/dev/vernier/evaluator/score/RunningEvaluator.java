package dev.vernier.evaluator.score;

import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.IntegerRunner;
import dev.vernier.evaluator.runtime.WeightOnlyRunner;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Evaluates plans by running them: on the integer kernels or, where activations stay in floating point, in ONNX Runtime. */
public final class RunningEvaluator implements PlanEvaluator, AutoCloseable {
    private final NetworkLayout layout;
    private final Function<QuantizationScheme, NetworkQuantizer> quantizers;
    private final Yardstick yardstick;
    private final IntegerRunner runner;
    private final WeightOnlyRunner weightOnlyRunner;

    /**
     * @param quantizers the network's quantizer under each scheme
     * @param yardstick what to judge plans by, and on which samples
     * @param threads how many threads an evaluation may use
     */
    public RunningEvaluator(
            Function<QuantizationScheme, NetworkQuantizer> quantizers,
            NetworkLayout layout,
            Yardstick yardstick,
            Kernels kernels,
            int threads) {
        this.layout = layout;
        this.quantizers = quantizers;
        this.yardstick = yardstick;
        runner = new IntegerRunner(layout, kernels, yardstick.samples(), threads);
        weightOnlyRunner = new WeightOnlyRunner(yardstick.samples(), threads);
    }

    @Override
    public NetworkLayout layout() {
        return layout;
    }

    @Override
    public int samples() {
        return yardstick.samples().size();
    }

    @Override
    public Fidelity run(PrecisionPlan plan, QuantizationScheme scheme) {
        return yardstick.measure(outputs(plan, scheme));
    }

    /** The outputs of the quantized network on all samples. */
    public Outputs outputs(PrecisionPlan plan, QuantizationScheme scheme) {
        return outputs(plan, scheme, samples());
    }

    private Outputs outputs(PrecisionPlan plan, QuantizationScheme scheme, int count) {
        NetworkQuantizer quantizer = quantizers.apply(scheme);
        float[] values = plan.isWeightOnly()
                ? weightOnlyRunner.run(quantizer.weightOnly(plan), count)
                : runner.run(quantizer.quantize(plan), count);
        return new Outputs(
                values, yardstick.reference().shape(), yardstick.reference().form());
    }

    @Override
    public Sensitivities sensitivities(
            QuantizationScheme scheme,
            SortedSet<Integer> weightBits,
            SortedSet<Integer> activationBits,
            int count,
            Progress progress) {
        return new SensitivityRun(scheme, weightBits, activationBits, count, progress).measure();
    }

    /** One sweep over all quantities, each narrowed alone. */
    private final class SensitivityRun {
        private final QuantizationScheme scheme;
        private final SortedSet<Integer> weightBits;
        private final SortedSet<Integer> activationBits;
        private final int count;
        private final Progress progress;
        private final List<Precision> widest;
        private final long total;
        private long done;

        SensitivityRun(
                QuantizationScheme scheme,
                SortedSet<Integer> weightBits,
                SortedSet<Integer> activationBits,
                int count,
                Progress progress) {
            this.scheme = scheme;
            this.weightBits = weightBits;
            this.activationBits = activationBits;
            this.count = count;
            this.progress = progress;
            Precision precision = new Precision(weightBits.last(), activationBits.last());
            widest = PrecisionPlan.uniform(layout, precision, Map.of()).precisions();
            long read = layout.quantizers().stream()
                    .filter(quantizer -> !quantizer.readers().isEmpty())
                    .count();
            long weights = layout.layers().stream()
                    .mapToLong(layer -> narrower(layer.index()).size())
                    .sum();
            total = 1 + weights + read * (activationBits.size() - 1L);
        }

        /** The weight widths below the widest that a layer can have. */
        private SortedSet<Integer> narrower(int layer) {
            if (widest.get(layer).isWeightOnly() && !layout.layers().get(layer).hasWeights()) {
                return Collections.emptySortedSet();
            }
            int least = layout.layers().get(layer).workload().leastWeightBits();
            return new TreeSet<>(weightBits.headSet(weightBits.last()).tailSet(Math.min(least, weightBits.last())));
        }

        Sensitivities measure() {
            double base = divergence(widest);
            List<NavigableMap<Integer, Double>> weights = new ArrayList<>();
            for (int layer = 0; layer < widest.size(); layer++) {
                NavigableMap<Integer, Double> byBits = new TreeMap<>();
                byBits.put(weightBits.last(), base);
                for (int bits : narrower(layer)) {
                    List<Precision> narrowed = new ArrayList<>(widest);
                    narrowed.set(layer, new Precision(bits, activationBits.last()));
                    byBits.put(bits, divergence(narrowed));
                }
                weights.add(byBits);
            }
            List<NavigableMap<Integer, Double>> activations = new ArrayList<>();
            for (QuantizerGroup group : layout.quantizers()) {
                activations.add(group.readers().isEmpty() ? new TreeMap<>() : narrowed(group, base));
            }
            return new Sensitivities(weights, activations, done * count);
        }

        private NavigableMap<Integer, Double> narrowed(QuantizerGroup group, double base) {
            NavigableMap<Integer, Double> byBits = new TreeMap<>();
            byBits.put(activationBits.last(), base);
            for (int bits : activationBits.headSet(activationBits.last())) {
                List<Precision> narrowed = new ArrayList<>(widest);
                group.readers()
                        .forEach(reader -> narrowed.set(
                                reader, new Precision(widest.get(reader).weightBits(), bits)));
                byBits.put(bits, divergence(narrowed));
            }
            return byBits;
        }

        private double divergence(List<Precision> precisions) {
            double divergence = yardstick.divergence(outputs(PrecisionPlan.of(layout, precisions), scheme, count));
            done++;
            progress.update("measuring sensitivities", done, total, "");
            return divergence;
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
