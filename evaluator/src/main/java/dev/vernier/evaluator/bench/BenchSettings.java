package dev.vernier.evaluator.bench;

/**
 * How much a benchmark asks of the machine.
 *
 * @param threads threads that each piece of work may use, ours and the peer's; at least 1
 * @param rounds how often everything is timed in turn; at least 1
 * @param quick whether warming up and single timings are cut to a quarter: for a first look, not for figures to keep
 */
public record BenchSettings(int threads, int rounds, boolean quick) {
    /** Rounds that make medians and quartiles steady. */
    public static final int ROUNDS = 25;

    /** Rounds of a quick benchmark. */
    public static final int QUICK_ROUNDS = 5;

    private static final long WARM_UP_NANOS = 4_000_000_000L;
    private static final long SAMPLE_NANOS = 2_000_000L;

    public BenchSettings {
        if (threads < 1 || rounds < 1) {
            throw new IllegalArgumentException(threads + " threads, " + rounds + " rounds");
        }
    }

    InterleavedTimer.Effort effort() {
        return quick
                ? new InterleavedTimer.Effort(WARM_UP_NANOS / 4, rounds, SAMPLE_NANOS / 4)
                : new InterleavedTimer.Effort(WARM_UP_NANOS, rounds, SAMPLE_NANOS);
    }
}
