package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;

/**
 * Outputs read as scores of classes, at one or more positions of each sample. Samples of {@code [steps, classes]} have
 * their classes last, those of {@code [classes, height, width]} first; of any other shape one extent alone may exceed 1.
 *
 * @param positions of each sample
 * @param classes of which each position has a score
 * @param classesFirst whether the scores of one class lie side by side, rather than those of one position
 */
record Scores(Outputs outputs, int positions, int classes, boolean classesFirst) {
    /** Keeps the logarithm of a probability finite. */
    private static final double LEAST_PROBABILITY = 1e-30;

    /** Where the classes of a sample are. */
    record Layout(int positions, int classes, boolean classesFirst) {
        /** Empty where a shape can hold no scores of at least two classes. */
        static Optional<Layout> of(Shape sample) {
            long wide = sample.toList().stream().filter(extent -> extent > 1).count();
            if (wide == 1) {
                return Optional.of(new Layout(1, Math.toIntExact(sample.elements()), false));
            }
            return switch (wide > 1 ? sample.rank() : 0) {
                case 2 -> atLeastTwo(sample.get(0), sample.get(1), false);
                case 3 -> atLeastTwo(sample.get(1) * sample.get(2), sample.get(0), true);
                default -> Optional.empty();
            };
        }

        private static Optional<Layout> atLeastTwo(int positions, int classes, boolean classesFirst) {
            return classes < 2 ? Optional.empty() : Optional.of(new Layout(positions, classes, classesFirst));
        }
    }

    /**
     * @throws IllegalArgumentException when the outputs can be no scores
     */
    static Scores of(Outputs outputs) {
        return Layout.of(outputs.shape())
                .map(layout -> new Scores(outputs, layout.positions, layout.classes, layout.classesFirst))
                .orElseThrow(() -> new IllegalArgumentException(outputs.shape() + " holds no scores of classes"));
    }

    int samples() {
        return outputs.samples();
    }

    double score(int sample, int position, int label) {
        return outputs.at(sample, classesFirst ? label * positions + position : position * classes + label);
    }

    /** The class of the largest score; the first one when several are. */
    int top(int sample, int position) {
        int top = 0;
        for (int c = 1; c < classes; c++) {
            if (score(sample, position, c) > score(sample, position, top)) {
                top = c;
            }
        }
        return top;
    }

    /** How many classes come before one when they are sorted by score, the first of equal ones first. */
    int rank(int sample, int position, int label) {
        double own = score(sample, position, label);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            double other = score(sample, position, c);
            before += other > own || (other == own && c < label) ? 1 : 0;
        }
        return before;
    }

    /** The natural logarithms of the probabilities of all classes at one position, normalised. */
    double[] logProbabilities(int sample, int position) {
        double[] logs = new double[classes];
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double value = score(sample, position, c);
            logs[c] =
                    outputs.form() == Outputs.Form.LOGITS ? value : StrictMath.log(Math.max(value, LEAST_PROBABILITY));
            largest = Math.max(largest, logs[c]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - largest);
        }
        double normaliser = largest + StrictMath.log(sum);
        for (int c = 0; c < classes; c++) {
            logs[c] -= normaliser;
        }
        return logs;
    }

    /** What each class adds to the Kullback–Leibler divergence of other scores from these, at one position, in nats. */
    double[] divergence(Scores other, int sample, int position) {
        double[] p = logProbabilities(sample, position);
        double[] q = other.logProbabilities(sample, position);
        double[] terms = new double[classes];
        for (int c = 0; c < classes; c++) {
            terms[c] = StrictMath.exp(p[c]) * (p[c] - q[c]);
        }
        return terms;
    }

    /** The class that is known for a position; {@link Target.Labels#IGNORED} where none is. */
    int label(Target target, int position) {
        return switch (target) {
            case Target.OfClass(int label) -> label;
            case Target.Labels(int[] labels) when labels.length == positions -> labels[position];
            default -> Target.Labels.IGNORED;
        };
    }

    /** Whether a position is known to count for nothing, such as padding. */
    boolean isIgnored(Target target, int position) {
        return target instanceof Target.Labels(int[] labels)
                && labels.length == positions
                && labels[position] == Target.Labels.IGNORED;
    }
}
