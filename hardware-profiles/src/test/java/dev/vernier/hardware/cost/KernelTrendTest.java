package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class KernelTrendTest {
    private static final long[] SIZES = {1, 3, 16, 50, 200, 784};

    private static List<KernelTrend.Sample> grid(ToDoubleFunction<long[]> micros) {
        List<KernelTrend.Sample> samples = new ArrayList<>();
        for (long m : SIZES) {
            for (long k : SIZES) {
                for (long n : SIZES) {
                    samples.add(new KernelTrend.Sample(m, k, n, micros.applyAsDouble(new long[] {m, k, n})));
                }
            }
        }
        return samples;
    }

    @Test
    void recoversTheSumItWasMadeFrom() {
        ToDoubleFunction<long[]> truth =
                s -> 1.5 + 0.02 * s[0] + 1e-4 * s[0] * s[2] + 3e-5 * s[1] * s[2] + 2e-6 * s[0] * s[1] * s[2];
        KernelTrend trend = KernelTrend.fit(grid(truth));
        for (long[] other : new long[][] {{7, 9, 11}, {1, 4096, 1}, {10_000, 27, 64}}) {
            double expected = truth.applyAsDouble(other);
            assertEquals(expected, trend.micros(other[0], other[1], other[2]), 1e-3 * expected);
        }
    }

    @Test
    void oneSampleScalesWithItsMultiplyAccumulates() {
        KernelTrend trend = KernelTrend.fit(List.of(new KernelTrend.Sample(10, 20, 30, 12)));
        assertEquals(12, trend.micros(10, 20, 30), 1e-9);
        assertEquals(48, trend.micros(20, 20, 60), 1e-9);
    }

    @Test
    void neverFallsWhateverTheMeasurementsSay() {
        Random random = new Random(11);
        KernelTrend trend = KernelTrend.fit(grid(_ -> Math.exp(3 * random.nextGaussian())));
        for (long m : SIZES) {
            for (long k : SIZES) {
                for (long n : SIZES) {
                    double here = trend.micros(m, k, n);
                    assertTrue(here > 0);
                    assertTrue(here <= trend.micros(m + 1, k, n));
                    assertTrue(here <= trend.micros(m, k + 1, n));
                    assertTrue(here <= trend.micros(m, k, n + 1));
                }
            }
        }
    }
}
