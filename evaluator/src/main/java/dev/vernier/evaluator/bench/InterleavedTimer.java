package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.MeasuredLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Times several pieces of work in turns, round after round, so that a machine that slows down for a while slows all of
 * them and spoils none.
 */
final class InterleavedTimer {
    private final Effort effort;
    private final LongSupplier nanoTime;
    private final String stage;
    private final Progress progress;

    /**
     * How long to measure.
     *
     * @param warmUpNanos how long everything runs unmeasured, until the compiler has done its work
     * @param rounds how often each work is timed
     * @param sampleNanos a work is repeated until one timing is at least about so long
     */
    record Effort(long warmUpNanos, int rounds, long sampleNanos) {
        static final Effort THOROUGH = new Effort(4_000_000_000L, 25, 1_000_000);

        Effort {
            if (rounds < 1) {
                throw new IllegalArgumentException(rounds + " rounds");
            }
        }
    }

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    InterleavedTimer(Effort effort, LongSupplier nanoTime, String stage, Progress progress) {
        this.effort = effort;
        this.nanoTime = nanoTime;
        this.stage = stage;
        this.progress = progress;
    }

    /** Times each work; the median and the spread are those of one run of it. */
    List<MeasuredLayer.Timing> measure(List<Runnable> works) {
        progress.update(stage, 0, effort.rounds(), "warming up");
        int[] repetitions = warmUp(works);
        double[][] nanos = new double[works.size()][effort.rounds()];
        for (int round = 0; round < effort.rounds(); round++) {
            for (int i = 0; i < nanos.length; i++) {
                nanos[i][round] = time(works.get(i), repetitions[i]) / (double) repetitions[i];
            }
            progress.update(stage, round + 1, effort.rounds(), works.size() + " pieces of work");
        }
        List<MeasuredLayer.Timing> timings = new ArrayList<>();
        for (double[] samples : nanos) {
            Percentile quantiles = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
            quantiles.setData(samples);
            timings.add(new MeasuredLayer.Timing(
                    quantiles.evaluate(50) / 1000, (quantiles.evaluate(75) - quantiles.evaluate(25)) / 1000));
        }
        return timings;
    }

    /** Runs everything for a while and returns how often each work has to be repeated for one timing. */
    private int[] warmUp(List<Runnable> works) {
        long[] fastest = new long[works.size()];
        Arrays.fill(fastest, Long.MAX_VALUE);
        long start = nanoTime.getAsLong();
        do {
            for (int i = 0; i < fastest.length; i++) {
                fastest[i] = Math.min(fastest[i], Math.max(1, time(works.get(i), 1)));
            }
        } while (nanoTime.getAsLong() - start < effort.warmUpNanos());
        return Arrays.stream(fastest)
                .mapToInt(nanos -> (int) Math.ceilDiv(effort.sampleNanos(), nanos))
                .toArray();
    }

    private long time(Runnable work, int repetitions) {
        long start = nanoTime.getAsLong();
        for (int i = 0; i < repetitions; i++) {
            work.run();
        }
        return nanoTime.getAsLong() - start;
    }
}
