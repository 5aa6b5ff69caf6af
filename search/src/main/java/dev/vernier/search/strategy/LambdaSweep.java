package dev.vernier.search.strategy;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.space.Cluster;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Pricing.LayerCosts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plans that would be best if divergences added up: those of least predicted divergence + λ·cost, for every λ that
 * matters. Both sums run over layers, so each {@link Cluster} is decided by itself, which respects ties. The λ are not swept blindly: starting from the two extreme plans, each pair of neighbours gives the
 * next λ to try, until no pair has a plan in between (Y. P. Aneja, K. P. K. Nair, 1979, doi:10.1287/mnsc.25.1.73).
 */
public final class LambdaSweep {
    private final SearchSpace space;
    private final Sensitivities sensitivities;
    private final LayerCosts costs;

    public LambdaSweep(SearchSpace space, Sensitivities sensitivities, LayerCosts costs) {
        this.space = space;
        this.sensitivities = sensitivities;
        this.costs = costs;
    }

    private record Point(PrecisionPlan plan, double divergence, double cost) {
        double weighted(double divergenceWeight, double costWeight) {
            return divergenceWeight * divergence + costWeight * cost;
        }
    }

    /** One choice for a part of the network. */
    private record Choice(double divergence, double cost, Map<Integer, Precision> precisions) {
        double weighted(double divergenceWeight, double costWeight) {
            return divergenceWeight * divergence + costWeight * cost;
        }
    }

    /** The plans on the convex hull of divergence and cost, from the cheapest to the most faithful. */
    public List<PrecisionPlan> plans() {
        Point cheapest = solve(0, 1);
        Point faithful = solve(1, 0);
        List<Point> found = new ArrayList<>(List.of(cheapest, faithful));
        record Gap(Point cheap, Point dear) {}
        Deque<Gap> gaps = new ArrayDeque<>(List.of(new Gap(cheapest, faithful)));
        while (!gaps.isEmpty()) {
            Gap gap = gaps.removeFirst();
            double costWeight = gap.cheap.divergence - gap.dear.divergence;
            double divergenceWeight = gap.dear.cost - gap.cheap.cost;
            if (costWeight <= 0 || divergenceWeight <= 0) {
                continue;
            }
            Point between = solve(divergenceWeight, costWeight);
            double line = gap.cheap.weighted(divergenceWeight, costWeight);
            // Rounding alone must not pass for progress.
            if (between.weighted(divergenceWeight, costWeight) < line - 1e-9 * Math.abs(line)) {
                found.add(between);
                gaps.add(new Gap(gap.cheap, between));
                gaps.add(new Gap(between, gap.dear));
            }
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(Point::cost).thenComparingDouble(point -> -point.divergence))
                .map(Point::plan)
                .distinct()
                .toList();
    }

    private Point solve(double divergenceWeight, double costWeight) {
        Map<Integer, Precision> chosen = new LinkedHashMap<>();
        double divergence = 0;
        double cost = 0;
        for (Cluster cluster : space.clusters()) {
            Choice best = space.activationWidths(cluster).stream()
                    .map(bits -> choose(cluster, bits, divergenceWeight, costWeight))
                    .min(order(divergenceWeight, costWeight))
                    .orElseThrow();
            chosen.putAll(best.precisions);
            divergence += best.divergence;
            cost += best.cost;
        }
        List<Precision> precisions = space.layout().layers().stream()
                .map(layer -> chosen.get(layer.index()))
                .toList();
        return new Point(PrecisionPlan.of(space.layout(), precisions), divergence, cost);
    }

    private Choice choose(Cluster cluster, int bits, double divergenceWeight, double costWeight) {
        double divergence = 0;
        for (QuantizerGroup quantizer : cluster.quantizers()) {
            divergence += sensitivities.ofActivations(quantizer.index(), bits);
        }
        double cost = 0;
        Map<Integer, Precision> precisions = new LinkedHashMap<>();
        for (List<Integer> group : cluster.groups()) {
            Choice best = space.weightWidths(group.getFirst(), bits).stream()
                    .map(weightBits -> weights(group, new Precision(weightBits, bits)))
                    .min(order(divergenceWeight, costWeight))
                    .orElseThrow();
            divergence += best.divergence;
            cost += best.cost;
            precisions.putAll(best.precisions);
        }
        return new Choice(divergence, cost, precisions);
    }

    private Choice weights(List<Integer> layers, Precision precision) {
        double divergence = 0;
        double cost = 0;
        Map<Integer, Precision> precisions = new LinkedHashMap<>();
        for (int layer : layers) {
            divergence += sensitivities.ofWeights(layer, precision.weightBits());
            cost += costs.of(layer, precision);
            precisions.put(layer, precision);
        }
        return new Choice(divergence, cost, precisions);
    }

    /** Least weighted sum first; where one of the two has no weight, it decides between equals. */
    private static Comparator<Choice> order(double divergenceWeight, double costWeight) {
        return Comparator.comparingDouble((Choice choice) -> choice.weighted(divergenceWeight, costWeight))
                .thenComparingDouble(divergenceWeight == 0 ? Choice::divergence : Choice::cost);
    }
}
