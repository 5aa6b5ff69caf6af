package dev.vernier.search.cli;

import dev.vernier.search.trial.Objective;

/**
 * A metric as tools that run trials read it: {@code name=value}, one to a line. The filter of Katib's collector takes
 * letters, digits, underscores and dashes only, so a profile follows behind a dash.
 */
final class TrialLine {
    private TrialLine() {}

    /** For example {@code latency_ms-gpu-nvidia-t4=0.41}. */
    static String of(String objective, double value) {
        return Objective.dashed(objective) + "=" + number(value);
    }

    /** Whole numbers without a fraction. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
