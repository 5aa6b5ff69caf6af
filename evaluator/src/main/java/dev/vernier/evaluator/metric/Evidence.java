package dev.vernier.evaluator.metric;

/** What samples say about a metric: its value, and how sure that is. */
public sealed interface Evidence permits Successes, Statistic {
    double value();

    /** The 95 % confidence interval. */
    Interval interval();
}
