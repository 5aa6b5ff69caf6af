package dev.vernier.evaluator.metric;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All metrics there are. */
public final class QualityMetrics {
    /** The share of samples whose class has the largest score. */
    public static final QualityMetric ACCURACY = new Accuracy(1);

    private static final Pattern TOP = Pattern.compile("top([2-9]|[1-9][0-9]{1,3})_accuracy");

    private static final List<QualityMetric> ALL = List.of(
            ACCURACY,
            new Accuracy(5),
            new CrossEntropy(),
            new KlDivergence(),
            new Cosine(),
            new MeanAbsoluteError(),
            new RelativeL2(RelativeL2.To.TARGETS),
            new RelativeL2(RelativeL2.To.FLOAT),
            new Spearman(),
            new SequenceAccuracy(0),
            new MeanIou(),
            new Perplexity());

    private QualityMetrics() {}

    /** The metric of that name: one of {@link #keys}, or {@code topK_accuracy} of another K. */
    public static Optional<QualityMetric> of(String key) {
        Matcher top = TOP.matcher(key);
        return top.matches()
                ? Optional.of(new Accuracy(Integer.parseInt(top.group(1))))
                : ALL.stream().filter(metric -> metric.key().equals(key)).findFirst();
    }

    /** All names; of the top-k accuracies one that stands for all. */
    public static List<String> keys() {
        return ALL.stream().map(QualityMetric::key).toList();
    }
}
