package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.MeasuredLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times several pieces of work in turns, round after round, so that a machine that slows down for a while slows all of
 * them and spoils none.
 */
final class InterleavedTimer {
    /** A work that takes less than so much of its best time before has become faster. */
    private static final double GAIN = 0.8;

    /** How many times longer than asked for warming up may take. */
    private static final int MOST_WARM_UPS = 5;

    private final Effort effort;
    private final LongSupplier nanoTime;
    private final String stage;
    private final Progress progress;

    /**
     * How long to measure.
     *
     * @param warmUpNanos how long everything runs unmeasured at least; as long as works become faster, up to five times so
     *     long
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
        List<MeasuredLayer.Timing> timings = new ArrayList<>();
        for (double[] nanos : samples(works)) {
            Quartiles quartiles = Quartiles.of(nanos);
            timings.add(new MeasuredLayer.Timing(quartiles.median() / 1000, quartiles.spread() / 1000));
        }
        return timings;
    }

    /** The nanoseconds of one run of each work, round by round: figures of one round can be compared. */
    double[][] samples(List<Runnable> works) {
        progress.update(stage, 0, effort.rounds(), "warming up");
        int[] repetitions = warmUp(works);
        double[][] nanos = new double[works.size()][effort.rounds()];
        for (int round = 0; round < effort.rounds(); round++) {
            for (int i = 0; i < nanos.length; i++) {
                nanos[i][round] = time(works.get(i), repetitions[i]) / (double) repetitions[i];
            }
            progress.update(stage, round + 1, effort.rounds(), works.size() + " pieces of work");
        }
        return nanos;
    }

    /**
     * Runs everything for a while, and on while works still become faster, as they do until the compiler has done with
     * them; returns how often each work has to be repeated for one timing.
     */
    private int[] warmUp(List<Runnable> works) {
        long[] fastest = new long[works.size()];
        long start = nanoTime.getAsLong();
        long elapsed = 0;
        long lastGain = 0;
        do {
            for (int i = 0; i < fastest.length; i++) {
                long nanos = Math.max(1, time(works.get(i), 1));
                if (nanos < GAIN * fastest[i]) {
                    lastGain = nanoTime.getAsLong() - start;
                }
                fastest[i] = fastest[i] == 0 ? nanos : Math.min(fastest[i], nanos);
            }
            elapsed = nanoTime.getAsLong() - start;
        } while (elapsed < effort.warmUpNanos()
                || (lastGain > elapsed / 2 && elapsed < MOST_WARM_UPS * effort.warmUpNanos()));
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
