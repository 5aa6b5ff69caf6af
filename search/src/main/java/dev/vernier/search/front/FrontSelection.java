package dev.vernier.search.front;

import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.IntStream;

/** A few trials that stand for a whole front. */
public final class FrontSelection {
    private FrontSelection() {}

    /** Half a point: accuracies that differ by less are taken to be about equal. */
    private static final double ABOUT_EQUAL = 0.005;

    /**
     * At most {@code most} trials spread over a front: the best in each objective first, then always the trial that is
     * farthest from all chosen ones (T. F. Gonzalez, 1985, doi:10.1016/0304-3975(85)90224-5), distances being Euclidean
     * on axes scaled to the front's box. Of equally good ones the first in the front's order.
     *
     * @return the chosen trials, in the front's order
     */
    public static List<Trial> spread(Front front, int most) {
        return chosen(front, most).stream().sorted().map(front.trials()::get).toList();
    }

    /**
     * At most {@code most} trials in the order in which one would look at them: the {@link #compromise} first, then those
     * of {@link #spread} in the order of their choice.
     */
    public static List<Trial> ranked(Front front, int most) {
        SequencedSet<Trial> ranked = new LinkedHashSet<>();
        compromise(front).ifPresent(ranked::add);
        chosen(front, most).forEach(index -> ranked.add(front.trials().get(index)));
        return ranked.stream().limit(most).toList();
    }

    private static SequencedSet<Integer> chosen(Front front, int most) {
        List<double[]> points = scaled(front.losses());
        SequencedSet<Integer> chosen = new LinkedHashSet<>();
        for (int axis = 0; axis < front.objectives().size() && chosen.size() < most && !front.isEmpty(); axis++) {
            chosen.add(best(points, axis));
        }
        while (chosen.size() < Math.min(most, points.size())) {
            chosen.add(farthest(points, chosen));
        }
        return chosen;
    }

    /**
     * The plan that most people would take: of those that are within half a point of the front's best quality (see {@link
     * dev.vernier.evaluator.metric.QualityMetric#margin}) the one whose costs are the least, as the sum over the costs of
     * their shares of what the best plan costs; of equal ones the first in the front's order.
     *
     * @return empty when the front is empty
     */
    public static Optional<Trial> compromise(Front front) {
        Metric.Quality quality = Objective.quality(front.objectives());
        Optional<Trial> best =
                front.trials().stream().reduce((a, b) -> quality.better(value(a), value(b)) == value(a) ? a : b);
        return best.flatMap(reference -> front.trials().stream()
                .filter(trial -> quality.isWithin(ABOUT_EQUAL, value(trial), value(reference)))
                .min(Comparator.comparingDouble(trial -> relativeCost(trial, reference, front.objectives()))));
    }

    private static double value(Trial trial) {
        return trial.fidelity().value();
    }

    private static double relativeCost(Trial trial, Trial reference, List<Objective> objectives) {
        double sum = 0;
        for (Objective objective : objectives) {
            double own = trial.value(objective);
            double other = reference.value(objective);
            if (!objective.isQuality() && own > 0 && other > 0) {
                sum += objective.metric().maximised() ? other / own : own / other;
            }
        }
        return sum;
    }

    private static int best(List<double[]> points, int axis) {
        int best = 0;
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i)[axis] < points.get(best)[axis]) {
                best = i;
            }
        }
        return best;
    }

    private static int farthest(List<double[]> points, SequencedSet<Integer> chosen) {
        int farthest = -1;
        double reach = -1;
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.get(i);
            double distance = chosen.stream()
                    .mapToDouble(other -> squaredDistance(point, points.get(other)))
                    .min()
                    .orElse(Double.POSITIVE_INFINITY);
            if (!chosen.contains(i) && distance > reach) {
                farthest = i;
                reach = distance;
            }
        }
        return farthest;
    }

    private static List<double[]> scaled(List<double[]> points) {
        List<double[]> scaled = new ArrayList<>();
        for (double[] point : points) {
            scaled.add(IntStream.range(0, point.length)
                    .mapToDouble(axis -> {
                        double low =
                                points.stream().mapToDouble(p -> p[axis]).min().orElseThrow();
                        double high =
                                points.stream().mapToDouble(p -> p[axis]).max().orElseThrow();
                        return high > low ? (point[axis] - low) / (high - low) : 0;
                    })
                    .toArray());
        }
        return scaled;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int axis = 0; axis < a.length; axis++) {
            sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
        }
        return sum;
    }
}
