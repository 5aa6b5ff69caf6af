package dev.vernier.evaluator.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.quantize.Schemes;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RunningEvaluatorTest {
    private static final Dataset SAMPLES = new Noise(40);
    private static final QuantizationScheme WEIGHT_ONLY = QuantizationScheme.USUAL.weightOnly(OptionalInt.of(32));
    private static final NetworkLayout LAYOUT = NetworkLayout.of(
            Graph.builder("small")
                    .input("x", Shape.of(1, 2, 6, 6))
                    .constant("w1", weights(1, 5, 2, 3, 3))
                    .constant("b1", weights(2, 5))
                    .constant("w2", weights(3, 5, 5, 3, 3))
                    .constant("w3", weights(4, 3, 5))
                    .node("conv1", new Op.Conv(Window.square(3, 1, 1), 1), "x", "w1", "b1")
                    .node("relu", new Op.Relu(), "conv1")
                    .node("conv2", new Op.Conv(Window.square(3, 1, 1), 1), "relu", "w2")
                    .node("join", new Op.Add(), "relu", "conv2")
                    .node("pool", new Op.GlobalAveragePool(), "join")
                    .node("flat", new Op.Flatten(1), "pool")
                    .node("fc", new Op.Gemm(1, 1, false, true), "flat", "w3")
                    .output("fc")
                    .build(),
            8);

    private final Workbench bench = Workbench.prepare(LAYOUT, SAMPLES, KernelSelection.select(), 2, Progress.silent());
    private final Yardstick yardstick = bench.yardstick(QualityMetrics.ACCURACY, SAMPLES, Progress.silent());

    /** Remembered activations of one scheme must never stand in for those of another. */
    @Test
    void schemesTakenInTurnGiveWhatEachGivesAlone() {
        List<PrecisionPlan> plans = List.of(plan("8/8 8/8 8/8"), plan("8/8 4/8 8/8"), plan("8/8 4/4 3/8"));
        Set<List<Float>> different = new HashSet<>();
        try (RunningEvaluator shared = bench.evaluator(yardstick)) {
            for (PrecisionPlan plan : plans) {
                for (QuantizationScheme scheme : Schemes.all()) {
                    float[] outputs = shared.outputs(plan, scheme).values();
                    try (RunningEvaluator alone = bench.evaluator(yardstick)) {
                        assertArrayEquals(alone.outputs(plan, scheme).values(), outputs, scheme.key());
                    }
                    different.add(boxed(outputs));
                }
            }
        }
        assertEquals(plans.size() * Schemes.all().size(), different.size(), "every scheme has results of its own");
    }

    @Test
    void atEightBitsEverySchemeIsNearTheFloatNetwork() {
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            for (QuantizationScheme scheme : Schemes.all()) {
                double divergence = evaluator.run(plan("8/8 8/8 8/8"), scheme).divergence();
                assertEquals(0, divergence, 0.002, scheme.key());
            }
        }
    }

    @Test
    void aWeightOnlyPlanWithoutCodesIsTheFloatNetwork() {
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            assertArrayEquals(
                    yardstick.reference().values(),
                    evaluator.outputs(plan("32/32 32/32 32/32"), WEIGHT_ONLY).values());
        }
    }

    @Test
    void narrowerWeightsComeApartFromTheFloatNetwork() {
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            double eight = evaluator.run(plan("8/32 8/32 8/32"), WEIGHT_ONLY).divergence();
            double four = evaluator.run(plan("4/32 4/32 4/32"), WEIGHT_ONLY).divergence();
            double two = evaluator.run(plan("2/32 2/32 2/32"), WEIGHT_ONLY).divergence();
            assertTrue(0 < eight && eight < 1e-4 && eight < four && four < two, eight + ", " + four + ", " + two);
            assertTrue(
                    four
                            < evaluator
                                    .run(plan("4/4 4/4 4/4"), QuantizationScheme.USUAL)
                                    .divergence(),
                    "activations in floating point err less");
        }
    }

    /** More samples than two batches, on one thread and on several. */
    @Test
    void threadsDoNotChangeWeightOnlyOutputs() {
        assertArrayEquals(outputsOfMany(1), outputsOfMany(3));
    }

    private static float[] outputsOfMany(int threads) {
        Dataset many = new Noise(230);
        Workbench bench = Workbench.prepare(LAYOUT, SAMPLES, KernelSelection.select(), threads, Progress.silent());
        Yardstick exact = bench.yardstick(QualityMetrics.ACCURACY, many, Progress.silent());
        try (RunningEvaluator evaluator = bench.evaluator(exact)) {
            float[] outputs =
                    evaluator.outputs(plan("4/32 3/32 8/32"), WEIGHT_ONLY).values();
            assertEquals(exact.reference().values().length, outputs.length);
            return outputs;
        }
    }

    @Test
    void sensitivitiesOfWeightsAreMeasuredBesideFloats() {
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            Sensitivities measured = evaluator.sensitivities(
                    WEIGHT_ONLY,
                    new TreeSet<>(Set.of(2, 8)),
                    new TreeSet<>(Set.of(Precision.FLOAT)),
                    30,
                    Progress.silent());
            assertEquals(30 * 4, measured.sampleForwards(), "all at 8 bits, and each layer at 2");
            measured.weights().forEach(byBits -> {
                assertEquals(Set.of(2, 8), byBits.keySet());
                assertTrue(byBits.firstEntry().getValue() > byBits.lastEntry().getValue(), byBits.toString());
            });
            assertTrue(measured.predict(plan("2/32 8/32 2/32")) > measured.predict(plan("8/32 8/32 2/32")));
        }
    }

    private static List<Float> boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    private static PrecisionPlan plan(String key) {
        return PrecisionPlan.of(
                LAYOUT, Arrays.stream(key.split(" ", -1)).map(Precision::parse).toList());
    }

    private static Tensor weights(long seed, int... extents) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(Shape.of(extents).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + 0.3) / 4;
        }
        return Tensor.floats(values, extents);
    }

    /** Normally distributed samples whose labels mean nothing. */
    private record Noise(int size) implements ClassifiedSamples {
        @Override
        public Shape sampleShape() {
            return Shape.of(2, 6, 6);
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public void read(int index, float[] into, int offset) {
            Random random = new Random(index);
            for (int i = 0; i < sampleShape().elements(); i++) {
                into[offset + i] = (float) random.nextGaussian();
            }
        }

        @Override
        public int label(int index) {
            return index % classes();
        }

        @Override
        public String fingerprint() {
            return "noise-" + size;
        }
    }
}
