package dev.vernier.evaluator.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Spearman's coefficient: the correlation of ranks, equal values sharing the mean of theirs (C. Spearman, 1904,
 * doi:10.2307/1412159); 0 where one of the two is the same for all samples. Samples are sorted once, so that ranks of
 * resampled ones come from counting along that order.
 */
final class RankCorrelation implements Statistic {
    private final Ranking first;
    private final Ranking second;

    /** One of the two values of all samples. */
    private record Ranking(double[] values, int[] ascending) {
        static Ranking of(double[] values) {
            int[] ascending = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> values[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Ranking(values, ascending);
        }

        /** Each sample's rank less the mean rank, when it counts so often. */
        double[] centred(int[] counts, double mean) {
            double[] ranks = new double[counts.length];
            int below = 0;
            for (int from = 0; from < ascending.length; ) {
                int to = from;
                int equal = 0;
                while (to < ascending.length && values[ascending[to]] == values[ascending[from]]) {
                    equal += counts[ascending[to++]];
                }
                for (int i = from; i < to; i++) {
                    ranks[ascending[i]] = below + (equal + 1) / 2.0 - mean;
                }
                below += equal;
                from = to;
            }
            return ranks;
        }
    }

    /** Two values of each sample, as many. */
    RankCorrelation(double[] first, double[] second) {
        this.first = Ranking.of(first);
        this.second = Ranking.of(second);
    }

    @Override
    public int samples() {
        return first.values.length;
    }

    @Override
    public double value(int[] counts) {
        double mean = (IntStream.of(counts).sum() + 1) / 2.0;
        double[] x = first.centred(counts, mean);
        double[] y = second.centred(counts, mean);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < counts.length; i++) {
            xx += counts[i] * x[i] * x[i];
            yy += counts[i] * y[i] * y[i];
            xy += counts[i] * x[i] * y[i];
        }
        return xx == 0 || yy == 0 ? 0 : Math.clamp(xy / Math.sqrt(xx * yy), -1, 1);
    }
}
