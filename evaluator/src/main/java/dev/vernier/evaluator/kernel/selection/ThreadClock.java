package dev.vernier.evaluator.kernel.selection;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * A clock for work of one thread: it stands still while the system lets others run, so that a busy machine disturbs
 * timings less. Where the system does not tell that finely, it is the usual clock.
 */
public final class ThreadClock {
    /** A step of the clock that timings of some ten microseconds bear. */
    private static final long FINE_NANOS = 5_000;

    private static final int TRIALS = 10;

    private ThreadClock() {}

    /** Chosen when it is first asked, since asking the system takes some ten milliseconds at first. */
    private static final class Chosen {
        static final LongSupplier CLOCK = choose();

        private static LongSupplier choose() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            boolean told = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
            return told && step(threads::getCurrentThreadCpuTime) <= FINE_NANOS
                    ? threads::getCurrentThreadCpuTime
                    : System::nanoTime;
        }
    }

    /** Nanoseconds that the thread which asks has worked, from an arbitrary start. */
    public static long nanoTime() {
        return Chosen.CLOCK.getAsLong();
    }

    /** The smallest difference that a clock shows. */
    static long step(LongSupplier clock) {
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = clock.getAsLong();
            long now = start;
            while (now == start) {
                now = clock.getAsLong();
            }
            smallest = Math.min(smallest, now - start);
        }
        return smallest;
    }
}
