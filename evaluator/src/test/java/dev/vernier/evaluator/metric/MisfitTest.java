package dev.vernier.evaluator.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MisfitTest {
    /** A metric that does not fit, and what its message must say. */
    record Case(QualityMetric metric, Shape output, Dataset samples, String problem) {
        Case(String key, Shape output, Dataset samples, String problem) {
            this(QualityMetrics.of(key).orElseThrow(), output, samples, problem);
        }
    }

    static List<Case> cases() {
        Dataset none = Samples.unlabelled(4);
        Dataset classes = Samples.ofClasses(3, 0, 1, 2, 0);
        Dataset steps = Samples.ofLabels(3, new int[] {0, 1}, new int[] {2, 2});
        Dataset values = Samples.ofValues(new float[] {1}, new float[] {2}, new float[] {3});
        return List.of(
                new Case("accuracy", Shape.of(3), none, "needs one class or several labels for each sample"),
                new Case("accuracy", Shape.of(2), classes, "tells 2 classes apart, and the data's labels go up to 2"),
                new Case("accuracy", Shape.of(3, 4, 4), classes, "3×4×4 for each sample is no list of class scores"),
                new Case("accuracy", Shape.of(1), classes, "no list of class scores"),
                new Case("accuracy", Shape.of(5, 3), steps, "sample 0 has 2 labels, and the model's output has 5"),
                new Case("top3_accuracy", Shape.of(3), classes, "is always 1 where the model tells 3"),
                new Case("cross_entropy", Shape.of(3), values, "and the data have numbers"),
                new Case("kl", Shape.of(2, 3, 4, 5), none, "no list of class scores"),
                new Case("cosine", Shape.of(1), none, "the cosine of single numbers"),
                new Case("mean_absolute_error", Shape.of(2), classes, "needs numbers for each sample"),
                new Case("relative_l2", Shape.of(2), values, "numbers known of sample 0: 1, needed: 2"),
                new Case("spearman", Shape.of(8), values, "and there are 3 samples"),
                new Case("spearman", Shape.of(1), Samples.ofValues(new float[] {1}), "there are 1 scores"),
                new Case("sequence_accuracy", Shape.of(3), steps, "needs outputs of the shape steps×classes"),
                new Case(new SequenceAccuracy(3), Shape.of(5, 3), steps, "the blank is class 3, and the model tells 3"),
                new Case("sequence_accuracy", Shape.of(5, 3), steps, "class 0 is the blank, which is never read"),
                new Case("mean_iou", Shape.of(2, 3), steps, "needs outputs of the shape classes×height×width"),
                new Case("perplexity", Shape.of(2, 3), classes, "needs several labels"),
                new Case(
                        "perplexity",
                        Shape.of(2, 3),
                        Samples.ofLabels(3, new int[] {-1, -1}),
                        "every label of every sample is to be ignored"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatDoesNotFitIsRefusedInWords(Case wrong) {
        QualityMetric.Misfit misfit =
                wrong.metric().misfit(wrong.output(), wrong.samples()).orElseThrow();
        assertTrue(misfit.problem().contains(wrong.problem()), misfit::problem);
    }

    @Test
    void sequencesMayBeOfAnyLength() {
        Dataset samples = Samples.ofLabels(3, new int[] {1}, new int[] {2, 1, 2});
        assertEquals(Optional.empty(), new SequenceAccuracy(0).misfit(Shape.of(9, 3), samples));
    }

    @Test
    void unknownNamesAreNone() {
        assertEquals(Optional.empty(), QualityMetrics.of("top1_accuracy"));
        assertEquals(Optional.empty(), QualityMetrics.of("top99999_accuracy"));
        assertEquals(Optional.empty(), QualityMetrics.of("latency_ms"));
        assertEquals(
                "top10_accuracy",
                QualityMetrics.of("top10_accuracy").orElseThrow().key());
    }
}
