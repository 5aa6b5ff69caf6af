package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.MeasuredLayer.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InterleavedTimerTest {
    private final AtomicLong clock = new AtomicLong(123_456);

    @Test
    void reportsMedianAndSpreadOfOneRun() {
        // One turn to warm up, then five to measure: the one disturbed turn shows in neither figure.
        long[] turns = {4000, 2000, 90_000, 1000, 3000, 2000};
        int[] turn = new int[1];
        List<Timing> timings =
                timer(new InterleavedTimer.Effort(1, 5, 1)).measure(List.of(() -> clock.addAndGet(turns[turn[0]++])));
        assertEquals(List.of(new Timing(2, 1)), timings);
    }

    @Test
    void repeatsShortWorkUntilATimingIsLongEnough() {
        int[] runs = new int[1];
        List<Timing> timings = timer(new InterleavedTimer.Effort(1, 3, 1000)).measure(List.of(() -> {
            runs[0]++;
            clock.addAndGet(300);
        }));
        assertEquals(1 + 3 * 4, runs[0]);
        assertEquals(List.of(new Timing(0.3, 0)), timings);
    }

    @Test
    void warmsUpWhileWorksBecomeFaster() {
        // The second turn is much faster, so that the warm-up lasts as long again.
        long[] turns = {100, 50, 49, 48, 50, 49, 7, 7};
        int[] turn = new int[1];
        List<Timing> timings =
                timer(new InterleavedTimer.Effort(120, 2, 1)).measure(List.of(() -> clock.addAndGet(turns[turn[0]++])));
        assertEquals(List.of(new Timing(0.007, 0)), timings);
    }

    @Test
    void warmingUpEnds() {
        long start = clock.get();
        long[] nanos = {40};
        timer(new InterleavedTimer.Effort(40, 1, 1)).measure(List.of(() -> {
            nanos[0] = Math.max(1, nanos[0] * 3 / 4);
            clock.addAndGet(nanos[0]);
        }));
        assertEquals(5 * 40 + 1, clock.get() - start);
    }

    @Test
    void takesTurns() {
        List<String> order = new ArrayList<>();
        List<Runnable> works = List.of(() -> step(order, "a", 10), () -> step(order, "b", 20));
        timer(new InterleavedTimer.Effort(50, 2, 20)).measure(works);
        assertEquals(List.of("a", "b", "a", "b", "a", "a", "b", "a", "a", "b"), order);
    }

    private void step(List<String> order, String name, long nanos) {
        order.add(name);
        clock.addAndGet(nanos);
    }

    private InterleavedTimer timer(InterleavedTimer.Effort effort) {
        return new InterleavedTimer(effort, clock::get, "test", Progress.silent());
    }
}
