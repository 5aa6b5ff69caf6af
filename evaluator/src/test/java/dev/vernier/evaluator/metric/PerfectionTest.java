package dev.vernier.evaluator.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every metric. */
class PerfectionTest {
    private static final int SAMPLES = 24;

    /**
     * A metric with outputs that are as good as they can be.
     *
     * @param perfect its best value
     */
    record Case(String key, Outputs outputs, Dataset samples, double perfect) {
        QualityMetric metric() {
            return QualityMetrics.of(key).orElseThrow();
        }

        Yardstick yardstick() {
            return new Yardstick(metric(), outputs, samples);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    static List<Case> cases() {
        Outputs classes = sure(Shape.of(6), 1);
        Outputs steps = sure(Shape.of(5, 6), 5);
        Outputs pixels = noise(Shape.of(3, 2, 2));
        Outputs numbers = noise(Shape.of(4));
        Outputs scalars = noise(Shape.of(1));
        return List.of(
                new Case("accuracy", classes, Samples.ofClasses(6, tops(classes)), 1),
                new Case("top5_accuracy", classes, Samples.ofClasses(6, tops(classes)), 1),
                new Case("cross_entropy", classes, Samples.ofClasses(6, tops(classes)), 0),
                new Case("kl", numbers, Samples.unlabelled(SAMPLES), 0),
                new Case("cosine", numbers, Samples.unlabelled(SAMPLES), 1),
                new Case("mean_absolute_error", numbers, Samples.ofValues(rows(numbers)), 0),
                new Case("relative_l2", numbers, Samples.ofValues(rows(numbers)), 0),
                new Case("relative_l2_to_float", numbers, Samples.unlabelled(SAMPLES), 0),
                new Case("spearman", scalars, Samples.ofValues(rows(scalars)), 1),
                new Case("sequence_accuracy", steps, Samples.ofLabels(6, read(steps)), 1),
                new Case("mean_iou", pixels, Samples.ofLabels(3, topsByPosition(pixels)), 1),
                new Case("perplexity", steps, Samples.ofLabels(6, topsByPosition(steps)), 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFloatNetworkAgainstItselfIsPerfect(Case perfect) {
        Yardstick yardstick = perfect.yardstick();

        assertEquals(Optional.empty(), perfect.metric().misfit(perfect.outputs().shape(), perfect.samples()));
        assertEquals(perfect.perfect(), yardstick.ofFloat().value());
        assertEquals(0, yardstick.ofFloat().divergence());
        switch (yardstick.agreement(perfect.outputs(), perfect.outputs())) {
            case Agreement.OfClasses(double share) -> assertEquals(1, share);
            case Agreement.OfNumbers(double relativeL2) -> assertEquals(0, relativeL2);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void otherOutputsAreWorseInTheMetricsDirectionAndWithinTheirInterval(Case perfect) {
        Random random = new Random(7);
        float[] values = perfect.outputs().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.001 * values[i] + random.nextGaussian());
        }
        Outputs worse = new Outputs(values, perfect.outputs().shape(), Outputs.Form.LOGITS);
        Fidelity fidelity = perfect.yardstick().measure(worse);

        assertTrue(
                perfect.metric().maximised()
                        ? fidelity.value() < perfect.perfect()
                        : fidelity.value() > perfect.perfect(),
                () -> "seed 7: " + fidelity);
        assertTrue(fidelity.interval().low() <= fidelity.value(), fidelity::toString);
        assertTrue(fidelity.interval().high() >= fidelity.value(), fidelity::toString);
        assertTrue(fidelity.interval().low() < fidelity.interval().high(), fidelity::toString);
        assertTrue(fidelity.divergence() > 0, fidelity::toString);
        assertEquals(fidelity, perfect.yardstick().measure(worse), "the same every time");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fewerOutputsThanSamplesAreJudgedByThemselves(Case perfect) {
        int half = perfect.outputs().width() * SAMPLES / 2;
        Outputs first = new Outputs(
                Arrays.copyOf(perfect.outputs().values(), half),
                perfect.outputs().shape(),
                perfect.outputs().form());
        Fidelity fidelity = perfect.yardstick().measure(first);
        assertEquals(perfect.perfect(), fidelity.value());
        assertEquals(SAMPLES / 2, fidelity.samples());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theNameFindsTheMetric(Case perfect) {
        assertEquals(perfect.key(), perfect.metric().key());
        assertTrue(QualityMetrics.keys().contains(perfect.key()));
        assertEquals(QualityMetrics.keys().size(), cases().size());
    }

    private static Outputs noise(Shape shape) {
        Random random = new Random(3);
        float[] values = new float[SAMPLES * Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Outputs(values, shape, Outputs.Form.LOGITS);
    }

    /** Logits so far apart that the largest has all of the probability. */
    private static Outputs sure(Shape shape, int positions) {
        Outputs noise = noise(shape);
        float[] values = new float[noise.values().length];
        Scores scores = Scores.of(noise);
        for (int i = 0; i < SAMPLES; i++) {
            for (int position = 0; position < positions; position++) {
                values[(i * positions + position) * scores.classes() + scores.top(i, position)] = 1000;
            }
        }
        return new Outputs(values, shape, Outputs.Form.LOGITS);
    }

    private static int[] tops(Outputs outputs) {
        return Stream.of(topsByPosition(outputs)).mapToInt(tops -> tops[0]).toArray();
    }

    private static int[][] topsByPosition(Outputs outputs) {
        Scores scores = Scores.of(outputs);
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> IntStream.range(0, scores.positions())
                        .map(position -> scores.top(i, position))
                        .toArray())
                .toArray(int[][]::new);
    }

    /** What greedy decoding reads, by another way than that of the metric. */
    private static int[][] read(Outputs outputs) {
        return Stream.of(topsByPosition(outputs))
                .map(tops -> {
                    StringBuilder text = new StringBuilder();
                    for (int top : tops) {
                        text.append((char) ('0' + top));
                    }
                    return text.toString()
                            .replaceAll("(.)\\1+", "$1")
                            .replace("0", "")
                            .chars()
                            .map(c -> c - '0')
                            .toArray();
                })
                .toArray(int[][]::new);
    }

    private static float[][] rows(Outputs outputs) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> Arrays.copyOfRange(outputs.values(), i * outputs.width(), (i + 1) * outputs.width()))
                .toArray(float[][]::new);
    }
}
