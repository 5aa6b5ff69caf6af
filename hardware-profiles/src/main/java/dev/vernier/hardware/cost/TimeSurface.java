package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.List;

/**
 * How long layers of one kind take at one class of widths, between and beyond the shapes that were measured.
 *
 * <p>A layer is the matrix product of {@code M} rows, depth {@code K} and {@code N} columns. What a shape takes is what
 * a {@link KernelTrend} through all measured shapes says, times a correction: the factor by which the measured shapes
 * around it miss the trend, averaged in logarithms and weighted by the inverse fourth power of the distance in
 * {@code (log₂M, log₂K, log₂N)} (D. Shepard, 1968, doi:10.1145/800186.810616; the power exceeds the dimension, so that
 * far shapes lose to near ones however many they are). So a measured shape is met exactly, no correction exceeds those
 * that were measured, and the trend carries what grows with the shape. Where nothing comparable was measured, the
 * nearest shape alone corrects. Last, no shape costs less than a measured one that it contains in all of M, K and N,
 * nor more than one that contains it.
 *
 * <p>A grouped convolution takes as long as its groups one after the other.
 */
final class TimeSurface {
    /** A shape counts as comparable when M, K and N all differ at most fourfold, two octaves. */
    private static final double COMPARABLE_OCTAVES = 2;

    private static final double SAME = 1e-9;

    private final List<Point> points;
    private final KernelTrend trend;

    /** A measured shape: its place, its time, and the logarithm of the factor by which it misses the trend. */
    private record Point(double[] place, double micros, double correction) {}

    private TimeSurface(List<Point> points, KernelTrend trend) {
        this.points = points;
        this.trend = trend;
    }

    static TimeSurface through(List<MeasuredLayer> layers, String className) {
        List<KernelTrend.Sample> samples =
                layers.stream().map(layer -> sample(layer, className)).toList();
        KernelTrend trend = KernelTrend.fit(samples);
        List<Point> points = samples.stream()
                .map(sample -> new Point(
                        place(sample.rows(), sample.depth(), sample.columns()),
                        sample.micros(),
                        StrictMath.log(
                                sample.micros() / trend.micros(sample.rows(), sample.depth(), sample.columns()))))
                .toList();
        return new TimeSurface(points, trend);
    }

    private static KernelTrend.Sample sample(MeasuredLayer layer, String className) {
        MeasuredLayer.Timing timing = layer.timings().get(className);
        if (timing == null) {
            throw new IllegalArgumentException("no figure of class " + className);
        }
        LayerWorkload shape = layer.shape();
        return new KernelTrend.Sample(
                shape.rows(), shape.depth(), columns(shape), timing.medianMicros() / products(shape));
    }

    /** Microseconds for one sample. */
    double micros(LayerWorkload layer) {
        double[] place = place(layer.rows(), layer.depth(), columns(layer));
        double correction = covers(place) ? averageCorrection(place) : nearest(place).correction;
        double estimate = trend.micros(layer.rows(), layer.depth(), columns(layer)) * StrictMath.exp(correction);
        return products(layer) * bounded(estimate, place);
    }

    private double bounded(double estimate, double[] place) {
        double contained = 0;
        double containing = Double.POSITIVE_INFINITY;
        for (Point point : points) {
            if (contains(place, point.place)) {
                contained = Math.max(contained, point.micros);
            }
            if (contains(point.place, place)) {
                containing = Math.min(containing, point.micros);
            }
        }
        // Noise may turn the bounds around; the truth then lies between them all the same.
        return Math.clamp(estimate, Math.min(contained, containing), Math.max(contained, containing));
    }

    private static boolean contains(double[] outer, double[] inner) {
        for (int axis = 0; axis < outer.length; axis++) {
            if (inner[axis] > outer[axis] + SAME) {
                return false;
            }
        }
        return true;
    }

    /** Whether a shape lies within what was measured, and close to some of it. */
    boolean covers(LayerWorkload layer) {
        return covers(place(layer.rows(), layer.depth(), columns(layer)));
    }

    private boolean covers(double[] place) {
        for (int axis = 0; axis < place.length; axis++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Point point : points) {
                low = Math.min(low, point.place[axis]);
                high = Math.max(high, point.place[axis]);
            }
            if (place[axis] < low - SAME || place[axis] > high + SAME) {
                return false;
            }
        }
        return points.stream().anyMatch(point -> isComparable(point.place, place));
    }

    private static boolean isComparable(double[] a, double[] b) {
        for (int axis = 0; axis < a.length; axis++) {
            if (Math.abs(a[axis] - b[axis]) > COMPARABLE_OCTAVES + SAME) {
                return false;
            }
        }
        return true;
    }

    private double averageCorrection(double[] place) {
        double corrections = 0;
        double weights = 0;
        for (Point point : points) {
            double squared = Math.max(squaredDistance(point.place, place), SAME * SAME);
            double weight = 1 / (squared * squared);
            corrections += weight * point.correction;
            weights += weight;
        }
        return corrections / weights;
    }

    private Point nearest(double[] place) {
        Point nearest = points.getFirst();
        for (Point point : points) {
            if (squaredDistance(point.place, place) < squaredDistance(nearest.place, place)) {
                nearest = point;
            }
        }
        return nearest;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int axis = 0; axis < a.length; axis++) {
            sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
        }
        return sum;
    }

    private static double[] place(long rows, long depth, long columns) {
        return new double[] {log2(rows), log2(depth), log2(columns)};
    }

    private static double log2(long value) {
        return StrictMath.log((double) value) / StrictMath.log(2);
    }

    /** How many matrix products one layer is. */
    private static int products(LayerWorkload layer) {
        return layer.kind() == LayerKind.CONV ? layer.groups() : 1;
    }

    /** Columns of one of its matrix products. */
    private static long columns(LayerWorkload layer) {
        return layer.outputChannels() / products(layer);
    }
}
