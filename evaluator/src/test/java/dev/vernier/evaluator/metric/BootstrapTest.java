package dev.vernier.evaluator.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    /** The mean of many samples is nearly normal, so that Student's interval is about the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theIntervalOfAMeanIsAboutStudents(long seed) {
        double[] values = new Random(seed).doubles(400, 2, 3).toArray();
        SummaryStatistics statistics = new SummaryStatistics();
        for (double value : values) {
            statistics.addValue(value);
        }
        double reach = new TDistribution(values.length - 1).inverseCumulativeProbability(0.975)
                * statistics.getStandardDeviation()
                / Math.sqrt(values.length);

        Interval interval = Ratio.mean(values).interval();

        assertEquals(statistics.getMean() - reach, interval.low(), 0.15 * reach, "seed " + seed);
        assertEquals(statistics.getMean() + reach, interval.high(), 0.15 * reach, "seed " + seed);
    }
}
