package dev.vernier.search.front;

import dev.vernier.search.trial.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is instead where no plan fulfils conditions.
 *
 * @param nearest the plan that misses the conditions by the least sum of shares of the ranges
 * @param ranges the least and the largest value of each objective that the conditions speak of, over all plans, in
 *     the order of the conditions
 */
public record NearMiss(FrontFile.Entry nearest, Map<Objective, Range> ranges) {
    /** From the least to the largest value. */
    public record Range(double least, double largest) {
        private Range with(double value) {
            return new Range(Math.min(least, value), Math.max(largest, value));
        }
    }

    /**
     * Looks among plans.
     *
     * @return empty when no plan has a value for every objective that the conditions speak of
     */
    static Optional<NearMiss> of(List<FrontFile.Entry> plans, Where where) {
        Map<Objective, Range> ranges = new LinkedHashMap<>();
        for (Where.Condition condition : where.conditions()) {
            for (FrontFile.Entry plan : plans) {
                Double value = plan.objectives().get(condition.objective().name());
                if (value != null) {
                    ranges.merge(condition.objective(), new Range(value, value), (range, _) -> range.with(value));
                }
            }
        }
        FrontFile.Entry nearest = null;
        double least = Double.POSITIVE_INFINITY;
        for (FrontFile.Entry plan : plans) {
            double distance = distance(plan, where, ranges);
            if (distance < least) {
                nearest = plan;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest).map(plan -> new NearMiss(plan, ranges));
    }

    private static double distance(FrontFile.Entry plan, Where where, Map<Objective, Range> ranges) {
        double sum = 0;
        for (Where.Condition condition : where.conditions()) {
            Double value = plan.objectives().get(condition.objective().name());
            Range range = ranges.get(condition.objective());
            if (value == null || range == null) {
                return Double.POSITIVE_INFINITY;
            }
            double extent = range.largest - range.least;
            sum += condition.excess(value) / (extent > 0 ? extent : Math.max(1e-300, Math.abs(range.largest)));
        }
        return sum;
    }
}
