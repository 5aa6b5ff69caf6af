package dev.vernier.evaluator.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values worked out by hand, or by Commons Math. */
class QualityMetricTest {
    private static final double EXACT = 1e-12;

    private static QualityMetric metric(String key) {
        return QualityMetrics.of(key).orElseThrow();
    }

    private static double value(String key, Outputs outputs, Dataset samples) {
        return new Yardstick(metric(key), outputs, samples).ofFloat().value();
    }

    private static double value(String key, Outputs outputs, Outputs reference, Dataset samples) {
        return new Yardstick(metric(key), reference, samples).measure(outputs).value();
    }

    private static Outputs logits(Shape shape, double... values) {
        return outputs(Outputs.Form.LOGITS, shape, values);
    }

    private static Outputs outputs(Outputs.Form form, Shape shape, double... values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return new Outputs(narrow, shape, form);
    }

    @ParameterizedTest
    @CsvSource({"accuracy, 0.25", "top2_accuracy, 0.5", "top3_accuracy, 1"})
    void aClassCountsWhenFewerScoresAreLargerOrEqualAndBeforeIt(String key, double expected) {
        Outputs outputs = logits(Shape.of(4), 9, 1, 2, 3, 9, 8, 1, 1, 5, 5, 5, 5, 4, 3, 2, 1);
        assertEquals(expected, value(key, outputs, Samples.ofClasses(4, 0, 2, 2, 1)));
    }

    @Test
    void labelsOfPositionsCountEachByItselfAndIgnoredOnesNotAtAll() {
        Outputs outputs = logits(Shape.of(3, 2), 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1);
        Dataset samples = Samples.ofLabels(2, new int[] {0, 1, -1}, new int[] {1, 1, 1});
        assertEquals(0.8, value("accuracy", outputs, samples), EXACT);
    }

    @Test
    void crossEntropyIsMinusTheLogarithmOfTheKnownClass() {
        Outputs probabilities = outputs(Outputs.Form.PROBABILITIES, Shape.of(2), 0.25, 0.75, 0.5, 0.5);
        Dataset samples = Samples.ofClasses(2, 0, 1);
        assertEquals((Math.log(4) + Math.log(2)) / 2, value("cross_entropy", probabilities, samples), EXACT);
        Outputs logits = logits(Shape.of(2), Math.log(1), Math.log(3), 7, 7);
        assertEquals((Math.log(4) + Math.log(2)) / 2, value("cross_entropy", logits, samples), 1e-7);
    }

    @Test
    void perplexityOfEvenScoresIsTheNumberOfSymbols() {
        Dataset samples = Samples.ofLabels(7, new int[] {3, -1}, new int[] {6, 0});
        assertEquals(7, value("perplexity", logits(Shape.of(2, 7), new double[28]), samples), EXACT);
    }

    @Test
    void perplexityIsTheGeometricMeanOfInverseProbabilities() {
        Outputs outputs = outputs(Outputs.Form.PROBABILITIES, Shape.of(3, 2), 0.5, 0.5, 0.25, 0.75, 0.875, 0.125);
        double expected = Math.cbrt(2 * 4 * 8);
        assertEquals(expected, value("perplexity", outputs, Samples.ofLabels(2, new int[] {0, 0, 1})), EXACT);
    }

    @Test
    void divergencesAreAddedInOneOrder() {
        int samples = 80;
        int classes = 5000;
        Random random = new Random(7);
        float[] values = new float[samples * 3 * classes];
        float[] others = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            others[i] = values[i] + 0.1f * (float) random.nextGaussian();
        }
        Outputs reference = new Outputs(values, Shape.of(3, classes), Outputs.Form.LOGITS);
        Outputs quantized = new Outputs(others, Shape.of(3, classes), Outputs.Form.LOGITS);
        int[][] labels = new int[samples][];
        Arrays.setAll(labels, i -> new int[] {0, i % 2 == 0 ? Target.Labels.IGNORED : 1, 2});
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < samples * 3; i++) {
            if (i % 6 != 1) {
                counted++;
                for (double term : Scores.of(reference).divergence(Scores.of(quantized), i / 3, i % 3)) {
                    sum += term;
                }
            }
        }
        Yardstick yardstick = new Yardstick(metric("accuracy"), reference, Samples.ofLabels(classes, labels));
        assertEquals(sum / counted, yardstick.divergence(quantized));
    }

    @Test
    void klIsTheExpectedDifferenceOfLogarithmsUnderTheFloatNetwork() {
        Outputs reference = outputs(Outputs.Form.PROBABILITIES, Shape.of(2), 0.5, 0.5);
        Outputs quantized = outputs(Outputs.Form.PROBABILITIES, Shape.of(2), 0.25, 0.75);
        double expected = 0.5 * Math.log(2) + 0.5 * Math.log(2.0 / 3);
        assertEquals(expected, value("kl", quantized, reference, Samples.unlabelled(1)), EXACT);
        assertEquals(
                expected, new Yardstick(metric("kl"), reference, Samples.unlabelled(1)).divergence(quantized), EXACT);
    }

    @Test
    void cosineIsThatOfTheAngle() {
        Outputs reference = logits(Shape.of(2), 1, 0, 1, 1, 0, 0);
        Outputs quantized = logits(Shape.of(2), 0, 2, 3, 0, 1, 0);
        double expected = (0 + Math.sqrt(0.5) + 0) / 3;
        assertEquals(expected, value("cosine", quantized, reference, Samples.unlabelled(3)), EXACT);
    }

    @Test
    void errorsAreMeantOverSamples() {
        Dataset samples = Samples.ofValues(new float[] {3, 4}, new float[] {0, 2});
        Outputs outputs = logits(Shape.of(2), 3, 5, 0, 1);
        assertEquals((1 + 1) / 4.0, value("mean_absolute_error", outputs, samples), EXACT);
        assertEquals((1 / 5.0 + 1 / 2.0) / 2, value("relative_l2", outputs, samples), EXACT);
    }

    @Test
    void relativeL2ToFloatNeedsNoTargets() {
        Outputs reference = logits(Shape.of(2), 3, 4, 0, 0, 0, 0);
        Outputs quantized = logits(Shape.of(2), 0, 0, 0, 0, 1, 1);
        assertEquals(2 / 3.0, value("relative_l2_to_float", quantized, reference, Samples.unlabelled(3)), EXACT);
        assertEquals(
                27 / 25.0,
                new Yardstick(metric("relative_l2_to_float"), reference, Samples.unlabelled(3)).divergence(quantized),
                EXACT,
                "squares are summed over all samples");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void spearmanAgreesWithCommonsMath(long seed) {
        Random random = new Random(seed);
        double[] given = new double[50];
        double[] wanted = new double[50];
        float[][] targets = new float[50][];
        for (int i = 0; i < given.length; i++) {
            given[i] = random.nextInt(20);
            wanted[i] = random.nextInt(seed % 2 == 0 ? 5 : 1000) + given[i] * seed;
            targets[i] = new float[] {(float) wanted[i]};
        }
        double expected = new SpearmansCorrelation().correlation(given, wanted);
        double value = value("spearman", logits(Shape.of(1), given), Samples.ofValues(targets));
        assertEquals(expected, value, 1e-12, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void ranksOfResampledSamplesAgreeWithCommonsMath(long seed) {
        Random random = new Random(seed);
        double[] first = random.ints(12, 0, 6).asDoubleStream().toArray();
        double[] second = random.ints(12, 0, 9).asDoubleStream().toArray();
        int[] drawn = random.ints(12, 0, 12).toArray();
        int[] counts = new int[12];
        double[] drawnFirst = new double[12];
        double[] drawnSecond = new double[12];
        for (int i = 0; i < drawn.length; i++) {
            counts[drawn[i]]++;
            drawnFirst[i] = first[drawn[i]];
            drawnSecond[i] = second[drawn[i]];
        }
        double expected = new SpearmansCorrelation().correlation(drawnFirst, drawnSecond);
        assertEquals(expected, new RankCorrelation(first, second).value(counts), 1e-12, "seed " + seed);
    }

    @Test
    void spearmanOfEmbeddingsTakesTwoSamplesForAPair() {
        Outputs outputs = logits(Shape.of(2), 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1);
        Dataset inOrder = Samples.ofValues(
                new float[] {5}, new float[] {0}, new float[] {3}, new float[] {9}, new float[] {1}, new float[] {4});
        assertEquals(1, value("spearman", outputs, inOrder), EXACT);
        assertEquals(
                6, new Yardstick(metric("spearman"), outputs, inOrder).ofFloat().samples());
    }

    @Test
    void sequencesAreReadGreedilyWithoutBlanksAndRepetitions() {
        // Read as - a a - a b: repetitions merge unless a blank parts them.
        Outputs outputs = logits(Shape.of(6, 3), 9, 0, 0, 0, 9, 0, 0, 9, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9);
        assertEquals(1, value("sequence_accuracy", outputs, Samples.ofLabels(3, new int[] {1, 1, 2})));
        assertEquals(1, value("sequence_accuracy", outputs, Samples.ofLabels(3, new int[] {1, 1, 2, -1, -1})));
        assertEquals(0, value("sequence_accuracy", outputs, Samples.ofLabels(3, new int[] {1, 2})));
        Yardstick lastIsBlank =
                new Yardstick(new SequenceAccuracy(2), outputs, Samples.ofLabels(3, new int[] {0, 1, 0, 1}));
        assertEquals(1, lastIsBlank.ofFloat().value());
    }

    @Test
    void meanIouAveragesOverTheClassesThatAreThereOrFound() {
        // Found:   0 0 1 1; known: 0 1 1 and one pixel to be ignored; class 2 is nowhere.
        Outputs outputs = logits(Shape.of(3, 2, 2), 9, 9, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0);
        Dataset samples = Samples.ofLabels(3, new int[] {0, 1, 1, -1});
        assertEquals((1 / 2.0 + 1 / 2.0) / 2, value("mean_iou", outputs, samples), EXACT);
        Dataset others = Samples.ofLabels(3, new int[] {0, 0, 1, 2});
        assertEquals((1 + 1 / 2.0 + 0) / 3, value("mean_iou", outputs, others), EXACT);
    }

    @Test
    void outputsThatAreNoNumbersAreJudgedAsBadAndStopNothing() {
        Outputs broken = logits(Shape.of(2), Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1);
        Outputs sound = logits(Shape.of(2), 1, 2, 2, 1);
        for (String key : QualityMetrics.keys()) {
            QualityMetric metric = metric(key);
            Dataset samples = metric.readsScores()
                    ? Samples.ofClasses(2, 0, 1)
                    : Samples.ofValues(new float[] {1, 2}, new float[] {2, 1});
            if (metric.misfit(Shape.of(2), samples).isEmpty()) {
                Fidelity fidelity = new Yardstick(metric, sound, samples).measure(broken);
                assertTrue(fidelity.divergence() > 0.01 && Double.isFinite(fidelity.divergence()), key);
            }
        }
    }
}
