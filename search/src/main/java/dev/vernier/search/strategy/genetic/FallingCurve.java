package dev.vernier.search.strategy.genetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The falling curve that passes nearest to a set of points: isotonic regression by pooling neighbours that rise (M. Ayer
 * and others, 1955, doi:10.1214/aoms/1177728423), straight between the pools and level beyond the outermost ones, but for
 * a tilt too small to matter, which tells points apart where the curve is flat.
 */
final class FallingCurve {
    private static final double TILT = 1e-9;

    private final List<double[]> points = new ArrayList<>();
    private double[] xs = {};
    private double[] ys = {};
    private boolean fitted = true;

    /** Neighbouring points that share one level. */
    private record Pool(double sumX, double sumY, int count) {
        double x() {
            return sumX / count;
        }

        double y() {
            return sumY / count;
        }

        Pool with(Pool other) {
            return new Pool(sumX + other.sumX, sumY + other.sumY, count + other.count);
        }
    }

    void add(double x, double y) {
        points.add(new double[] {x, y});
        fitted = false;
    }

    /** The height of the curve; 0 before any point is known. */
    double at(double x) {
        if (!fitted) {
            fit();
        }
        return level(x) - TILT * x;
    }

    private double level(double x) {
        if (xs.length == 0) {
            return 0;
        }
        int right = 0;
        while (right < xs.length && xs[right] < x) {
            right++;
        }
        if (right == 0 || right == xs.length) {
            return ys[right == 0 ? 0 : right - 1];
        }
        double share = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
        return ys[right - 1] + share * (ys[right] - ys[right - 1]);
    }

    private void fit() {
        List<Pool> pools = new ArrayList<>();
        for (double[] point : points.stream()
                .sorted(Comparator.comparing(p -> p, Arrays::compare))
                .toList()) {
            Pool pool = new Pool(point[0], point[1], 1);
            while (!pools.isEmpty()
                    && (pools.getLast().y() <= pool.y() || pools.getLast().x() == pool.x())) {
                pool = pool.with(pools.removeLast());
            }
            pools.add(pool);
        }
        xs = pools.stream().mapToDouble(Pool::x).toArray();
        ys = pools.stream().mapToDouble(Pool::y).toArray();
        fitted = true;
    }
}
