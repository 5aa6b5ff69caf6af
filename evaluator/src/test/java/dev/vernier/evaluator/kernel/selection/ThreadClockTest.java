package dev.vernier.evaluator.kernel.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThreadClockTest {
    @Test
    void goesOnWhileTheThreadWorks() {
        long start = ThreadClock.nanoTime();
        assertTrue(ThreadClock.step(ThreadClock::nanoTime) > 0);
        assertTrue(ThreadClock.nanoTime() > start);
    }

    @Test
    void tellsHowFineAClockIs() {
        AtomicLong asked = new AtomicLong();
        assertEquals(15_000_000, ThreadClock.step(() -> asked.getAndIncrement() / 100 * 15_000_000));
    }
}
