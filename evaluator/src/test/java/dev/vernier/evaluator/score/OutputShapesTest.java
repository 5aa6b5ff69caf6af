package dev.vernier.evaluator.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose outputs are more than one list of scores, quantized and judged from end to end. */
class OutputShapesTest {
    private static final int SAMPLES = 24;
    private static final int CLASSES = 3;

    /**
     * Eight bits hardly change what a network reaches; two bits do.
     *
     * @param moved what follows the map of scores: nothing, steps of scores, or a softmax over these
     */
    @ParameterizedTest
    @CsvSource({
        "mean_iou, map, 3×6×6, 0.05",
        "accuracy, map, 3×6×6, 0.05",
        "perplexity, steps, 36×3, 0.05",
        "cross_entropy, softmax, 36×3, 0.05",
        "kl, softmax, 36×3, 0.01",
        "sequence_accuracy, steps, 36×3, 0.5",
        "cosine, map, 3×6×6, 0.01",
        "relative_l2_to_float, steps, 36×3, 0.05",
        "mean_absolute_error, map, 3×6×6, 0.05"
    })
    void eightBitsComeNearTheFloatNetworkAndTwoDoNot(String key, String moved, String shape, double near) {
        NetworkLayout layout = NetworkLayout.of(network(moved), 8);
        QualityMetric metric = QualityMetrics.of(key).orElseThrow();
        Dataset unknown = new Known(Truth.NONE, Map.of());
        Workbench bench = Workbench.prepare(layout, unknown, KernelSelection.select(), 2, Progress.silent());
        Dataset samples = known(
                metric, bench.yardstick(metric, unknown, Progress.silent()).reference());
        NetworkOutput.check(
                layout.graph(), metric, samples, (problem, mend) -> new InvalidInputException("a test", problem, mend));
        Yardstick yardstick = bench.yardstick(metric, samples, Progress.silent());
        assertEquals(shape, yardstick.reference().shape().toString());
        assertEquals(
                moved.equals("softmax") ? Outputs.Form.PROBABILITIES : Outputs.Form.LOGITS,
                yardstick.reference().form());
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            Fidelity exact = yardstick.ofFloat();
            Fidelity eight = evaluator.run(plan(layout, 8), QuantizationScheme.USUAL);
            Fidelity two = evaluator.run(plan(layout, 2), QuantizationScheme.USUAL);
            assertEquals(exact.value(), eight.value(), near);
            assertTrue(eight.divergence() < two.divergence(), () -> eight + " and " + two);
            assertTrue(
                    metric.maximised() ? eight.value() > two.value() : eight.value() < two.value(),
                    () -> eight + " and " + two);
        }
    }

    private static PrecisionPlan plan(NetworkLayout layout, int bits) {
        return PrecisionPlan.uniform(layout, new Precision(bits, 8), Map.of());
    }

    private static Graph network(String moved) {
        Graph.Builder graph = Graph.builder("maps")
                .input("x", Shape.of(1, 2, 6, 6))
                .constant("w1", weights(1, 5, 2, 3, 3))
                .constant("w2", weights(2, CLASSES, 5, 3, 3))
                .node("conv1", new Op.Conv(Window.square(3, 1, 1), 1), "x", "w1")
                .node("relu", new Op.Relu(), "conv1")
                .node("map", new Op.Conv(Window.square(3, 1, 1), 1), "relu", "w2");
        if (!moved.equals("map")) {
            graph.node("flat", new Op.Reshape(List.of(1, CLASSES, 36)), "map")
                    .node("steps", new Op.Transpose(List.of(0, 2, 1)), "flat");
        }
        if (moved.equals("softmax")) {
            graph.node("softmax", new Op.Softmax(2), "steps");
        }
        return graph.output(moved).build();
    }

    private static Tensor weights(long seed, int... extents) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(Shape.of(extents).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 2;
        }
        return Tensor.floats(values, extents);
    }

    /** What the float network says, taken for the truth. */
    private static Dataset known(QualityMetric metric, Outputs outputs) {
        Map<Integer, Target> targets = new TreeMap<>();
        for (int i = 0; i < SAMPLES; i++) {
            int sample = i;
            int positions = outputs.width() / CLASSES;
            boolean last = outputs.shape().rank() == 2;
            if (!metric.readsScores()) {
                float[] row = new float[outputs.width()];
                System.arraycopy(outputs.values(), sample * row.length, row, 0, row.length);
                targets.put(i, new Target.Values(row));
                continue;
            }
            int[] tops = IntStream.range(0, positions)
                    .map(p -> IntStream.range(0, CLASSES)
                            .boxed()
                            .max((a, b) -> Float.compare(
                                    at(outputs, sample, p, a, last, positions),
                                    at(outputs, sample, p, b, last, positions)))
                            .orElseThrow())
                    .toArray();
            targets.put(i, new Target.Labels(metric.key().equals("sequence_accuracy") ? read(tops) : tops));
        }
        return new Known(metric.readsScores() ? Truth.LABELS : Truth.VALUES, targets);
    }

    private static float at(Outputs outputs, int sample, int position, int label, boolean last, int positions) {
        int index = last ? position * CLASSES + label : label * positions + position;
        return outputs.values()[sample * outputs.width() + index];
    }

    private static int[] read(int[] tops) {
        return IntStream.range(0, tops.length)
                .filter(i -> tops[i] != 0 && (i == 0 || tops[i] != tops[i - 1]))
                .map(i -> tops[i])
                .toArray();
    }

    /** Normally distributed samples, of which this is known. */
    private record Known(Truth truth, Map<Integer, Target> targets) implements Dataset {
        @Override
        public List<SampleInput> inputs() {
            return List.of(new SampleInput("", Shape.of(2, 6, 6)));
        }

        @Override
        public int size() {
            return SAMPLES;
        }

        @Override
        public int classes() {
            return truth == Truth.LABELS ? CLASSES : 0;
        }

        @Override
        public void read(int index, int input, float[] into, int offset) {
            Random random = new Random(index);
            for (int i = 0; i < 72; i++) {
                into[offset + i] = (float) random.nextGaussian();
            }
        }

        @Override
        public Target target(int index) {
            return targets.getOrDefault(index, Target.NONE);
        }

        @Override
        public String fingerprint() {
            return "known-" + truth;
        }
    }
}
