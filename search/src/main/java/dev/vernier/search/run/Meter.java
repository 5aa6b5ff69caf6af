package dev.vernier.search.run;

import dev.vernier.search.config.Budget;

/** Counts what a run has spent of its budget, interruptions and resumptions notwithstanding. */
final class Meter {
    /** What a strategy is told to expect when only the time is limited. */
    private static final int UNKNOWN_EVALUATIONS = 100;

    private final Budget budget;
    private final int samples;
    private long forwards;
    private double seconds;

    Meter(Budget budget, int samples) {
        this.budget = budget;
        this.samples = samples;
    }

    void spend(long moreForwards, double moreSeconds) {
        forwards += moreForwards;
        seconds += moreSeconds;
    }

    /** Whether another plan may be run over all samples. */
    boolean allowsAnother() {
        return switch (budget) {
            case Budget.Evaluations _ -> left() > 0;
            case Budget.Time(var limit) -> seconds < limit.toSeconds();
        };
    }

    /** How many plans can still be run, as far as that is known. */
    int left() {
        return switch (budget) {
            case Budget.Evaluations(int count) -> (int) Math.max(0, ((long) count * samples - forwards) / samples);
            case Budget.Time _ -> UNKNOWN_EVALUATIONS;
        };
    }

    /** Units of the budget spent so far: evaluations or seconds. */
    long done() {
        return switch (budget) {
            case Budget.Evaluations _ -> Math.ceilDiv(forwards, samples);
            case Budget.Time(var limit) -> Math.min(limit.toSeconds(), (long) seconds);
        };
    }

    /** The same with its unit where it has one: {@code 19} evaluations, or {@code 7 s}. */
    String spent() {
        return budget instanceof Budget.Time ? done() + " s" : String.valueOf(done());
    }

    /** Units of the budget in all. */
    long total() {
        return switch (budget) {
            case Budget.Evaluations(int count) -> count;
            case Budget.Time(var limit) -> limit.toSeconds();
        };
    }
}
