package dev.vernier.evaluator.kernel.selection;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Times ways to compute one layer in turns, on random codes, with a ReLU and requantization.
 *
 * @param nanoTime the clock, as {@link ThreadClock#nanoTime}
 */
record Race(Effort effort, LongSupplier nanoTime) {
    /** Others must take less than so much of the time of the code before them, both at best and in the median. */
    private static final double GAIN = 0.95;

    /** A warm-up in which times fell below so much of the best before is not over. */
    private static final double STILL_FALLING = 0.8;

    /** Few rounds, where one takes long, are so many. */
    private static final int FEWEST_ROUNDS = 3;

    private static final long ALIGNMENT = 64;

    /**
     * How long to measure.
     *
     * @param leastWarmUpNanos how long code that was never run runs unmeasured
     * @param mostWarmUpNanos how long it does so while it still becomes faster
     * @param rounds how often each layer is timed
     * @param sampleNanos a layer is repeated until one timing is at least about so long
     * @param mostNanos after so long for each way no further round begins, unless there were very few
     */
    record Effort(long leastWarmUpNanos, long mostWarmUpNanos, int rounds, long sampleNanos, long mostNanos) {
        /** For code that is as fast at first as ever, but for the few methods of Java that call it. */
        static final Effort USUAL = new Effort(3_000_000, 50_000_000, 11, 30_000, 6_000_000);
    }

    /** A layer prepared in one of the ways. */
    record Entrant(Convolution convolution, boolean everRun) {}

    /**
     * The place of the fastest in the list. The first are preferred: who comes later must be faster by more than timings
     * scatter.
     *
     * @param entrants at least one, of one shape
     * @param images in a call
     * @param activationBits of the input's codes
     */
    int fastest(List<Entrant> entrants, int images, int activationBits, Scratch scratch) {
        Course course = new Course(entrants.getFirst().convolution().shape(), images, activationBits, scratch);
        int[] repetitions = entrants.stream()
                .mapToInt(entrant -> (int) Math.ceilDiv(effort.sampleNanos, warmUp(entrant, course)))
                .toArray();
        long[][] nanos = new long[entrants.size()][effort.rounds];
        long start = nanoTime.getAsLong();
        int rounds = 0;
        while (rounds < effort.rounds
                && (rounds < FEWEST_ROUNDS || nanoTime.getAsLong() - start < effort.mostNanos * entrants.size())) {
            for (int i = 0; i < nanos.length; i++) {
                nanos[i][rounds] = time(entrants.get(i), course, repetitions[i]) / repetitions[i];
            }
            rounds++;
        }
        return fastest(nanos, rounds);
    }

    private static int fastest(long[][] nanos, int rounds) {
        int fastest = 0;
        for (long[] each : nanos) {
            Arrays.sort(each, 0, rounds);
        }
        for (int i = 1; i < nanos.length; i++) {
            boolean best = nanos[i][0] < GAIN * nanos[fastest][0];
            boolean median = nanos[i][rounds / 2] < GAIN * nanos[fastest][rounds / 2];
            fastest = best && median ? i : fastest;
        }
        return fastest;
    }

    /** Runs a layer, for a while if its code is new; returns the shortest time of one run, at least 1. */
    private long warmUp(Entrant entrant, Course course) {
        long start = nanoTime.getAsLong();
        long best = Math.max(1, time(entrant, course, 1));
        long lastGain = 0;
        long elapsed = 0;
        while (!entrant.everRun
                && (elapsed < effort.leastWarmUpNanos
                        || (lastGain > elapsed / 2 && elapsed < effort.mostWarmUpNanos))) {
            long nanos = Math.max(1, time(entrant, course, 1));
            elapsed = nanoTime.getAsLong() - start;
            lastGain = nanos < STILL_FALLING * best ? elapsed : lastGain;
            best = Math.min(best, nanos);
        }
        return best;
    }

    private long time(Entrant entrant, Course course, int repetitions) {
        long start = nanoTime.getAsLong();
        for (int i = 0; i < repetitions; i++) {
            course.run(entrant.convolution);
        }
        return nanoTime.getAsLong() - start;
    }

    /** What all of them compute. */
    private static final class Course {
        private final int images;
        private final MemorySegment input;
        private final MemorySegment output;
        private final Epilogue epilogue;
        private final Scratch scratch;

        Course(ConvShape shape, int images, int activationBits, Scratch scratch) {
            this.images = images;
            this.scratch = scratch;
            int maxCode = (1 << activationBits) - 1;
            input = Arena.ofAuto().allocate(shape.inputElements(images), ALIGNMENT);
            SplittableRandom random = new SplittableRandom(1);
            for (long i = 0; i < input.byteSize(); i++) {
                input.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(maxCode + 1));
            }
            output = Arena.ofAuto().allocate(shape.outputElements(images), ALIGNMENT);
            float[] multipliers = new float[shape.outputChannels()];
            Arrays.fill(multipliers, 1f);
            float scale = (float) (Math.sqrt(shape.depth()) * (maxCode + 1));
            int[] bias = new int[shape.outputChannels()];
            epilogue = new Epilogue.ToCodes(bias, multipliers, 0f, Float.POSITIVE_INFINITY, scale, 0, 0, maxCode);
        }

        void run(Convolution convolution) {
            convolution.run(images, input, 0, epilogue, output, scratch);
        }
    }
}
