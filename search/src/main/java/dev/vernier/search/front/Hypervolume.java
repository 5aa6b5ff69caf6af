package dev.vernier.search.front;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The share of a box that a set of points dominates, less being better on every axis: the one figure that tells how good
 * a front is as a whole (E. Zitzler, L. Thiele, 1999, doi:10.1109/4235.797969).
 *
 * <p>Axes are scaled to the box of a reference front: its best value on an axis becomes 0, its worst 1. The worst corner
 * (1, …, 1) is the reference point, so a front that is at least as good everywhere scores at least as much, and points
 * outside the box on the bad side count nothing. On an axis where the whole reference front has one value, a point
 * counts as best when it reaches that value and as worst when it does not.
 */
public final class Hypervolume {
    private final double[] best;
    private final double[] worst;

    private Hypervolume(double[] best, double[] worst) {
        this.best = best;
        this.worst = worst;
    }

    /**
     * Takes the box from a reference front: the true front where it is known, else the union of all fronts compared.
     *
     * @param reference points of one dimension, less being better; points beaten by others are left out of the box
     * @throws IllegalArgumentException when there is no point, or the dimensions differ
     */
    public static Hypervolume scaledTo(List<double[]> reference) {
        if (reference.isEmpty()) {
            throw new IllegalArgumentException("a reference front needs a point");
        }
        List<double[]> front = nonDominated(reference);
        double[] best = front.getFirst().clone();
        double[] worst = front.getFirst().clone();
        for (double[] point : front) {
            for (int axis = 0; axis < best.length; axis++) {
                best[axis] = Math.min(best[axis], point[axis]);
                worst[axis] = Math.max(worst[axis], point[axis]);
            }
        }
        return new Hypervolume(best, worst);
    }

    /** The volume that the points dominate within the box, as a share of the box. */
    public double of(List<double[]> points) {
        return dominated(points.stream().map(this::scale).toList(), ones());
    }

    /** What a point would add to the volume that others dominate; nothing when one of them covers it. */
    public double gain(double[] point, List<double[]> others) {
        double[] scaled = scale(point);
        double alone = 1;
        for (double value : scaled) {
            alone *= Math.max(0, 1 - value);
        }
        if (alone == 0) {
            return 0;
        }
        List<double[]> shared = new ArrayList<>();
        for (double[] other : others) {
            shared.add(meet(scaled, scale(other)));
        }
        return Math.max(0, alone - dominated(shared, ones()));
    }

    private double[] scale(double[] point) {
        if (point.length != best.length) {
            throw new IllegalArgumentException(point.length + " values where there are " + best.length + " axes");
        }
        double[] scaled = new double[point.length];
        for (int axis = 0; axis < point.length; axis++) {
            double width = worst[axis] - best[axis];
            scaled[axis] = width > 0 ? (point[axis] - best[axis]) / width : point[axis] <= best[axis] ? 0 : 1;
        }
        return scaled;
    }

    private double[] ones() {
        double[] corner = new double[best.length];
        Arrays.fill(corner, 1);
        return corner;
    }

    /** The best corner of what two points both dominate. */
    private static double[] meet(double[] a, double[] b) {
        double[] corner = new double[a.length];
        Arrays.setAll(corner, axis -> Math.max(a[axis], b[axis]));
        return corner;
    }

    /**
     * The exact volume between a set of points and a reference point, unscaled. WFG: the volume of a set is the sum over
     * its points of what each alone adds to those after it, and what it shares with them is again the volume of a set
     * (L. While, L. Bradstreet, L. Barone, 2012, doi:10.1109/TEVC.2010.2077298).
     *
     * @param points any points of the reference's dimension; those not better than it on every axis count nothing
     */
    public static double dominated(List<double[]> points, double[] reference) {
        List<double[]> inside = points.stream()
                .filter(point -> {
                    for (int axis = 0; axis < reference.length; axis++) {
                        if (!(point[axis] < reference[axis])) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
        return wfg(nonDominated(inside), reference);
    }

    private static double wfg(List<double[]> front, double[] reference) {
        if (reference.length == 2) {
            return staircase(front, reference);
        }
        double volume = 0;
        for (int i = 0; i < front.size(); i++) {
            double[] point = front.get(i);
            double alone = 1;
            for (int axis = 0; axis < reference.length; axis++) {
                alone *= reference[axis] - point[axis];
            }
            List<double[]> shared = new ArrayList<>();
            for (double[] later : front.subList(i + 1, front.size())) {
                shared.add(meet(point, later));
            }
            volume += alone - wfg(nonDominated(shared), reference);
        }
        return volume;
    }

    /** The area under a front of two axes, whose points are in ascending order of the first. */
    private static double staircase(List<double[]> front, double[] reference) {
        double area = 0;
        double ceiling = reference[1];
        for (double[] point : front) {
            area += (reference[0] - point[0]) * (ceiling - point[1]);
            ceiling = point[1];
        }
        return area;
    }

    /** The points that no other covers, each once, in lexicographic order. */
    private static List<double[]> nonDominated(List<double[]> points) {
        List<double[]> kept = new ArrayList<>();
        for (double[] point : points.stream()
                .sorted(Comparator.comparing(p -> p, Arrays::compare))
                .toList()) {
            if (kept.stream().noneMatch(other -> Front.covers(other, point))) {
                kept.add(point);
            }
        }
        return kept;
    }
}
