package dev.vernier.search.testing;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.List;
import java.util.Map;

/** Trials made of figures alone. */
public final class Trials {
    public static final Objective ACCURACY = Objective.of(Metric.Quality.ACCURACY);
    public static final Objective BYTES = Objective.of(Metric.Cost.WEIGHT_BYTES);
    public static final Objective LATENCY = Objective.of(Metric.Cost.LATENCY_MS, "cpu");
    public static final List<Objective> ALL = List.of(ACCURACY, LATENCY, BYTES);

    private static final NetworkLayout LAYOUT = Networks.chain();
    private static final PrecisionPlan PLAN = PrecisionPlan.uniform(LAYOUT, new Precision(8, 8), Map.of());

    private Trials() {}

    /** The {@code number}th trial, of 1000 samples. */
    public static Trial trial(int number, int correct, double latency, double bytes) {
        return trial(number, correct, 0.1, latency, bytes);
    }

    public static Trial trial(int number, int correct, double kl, double latency, double bytes) {
        Fidelity fidelity = Fidelity.ofSuccesses(correct, 1000, kl);
        Map<String, Double> objectives = new java.util.LinkedHashMap<>();
        objectives.put("accuracy", fidelity.value());
        objectives.put("weight_bytes", bytes);
        objectives.put("latency_ms@cpu", latency);
        return new Trial(Trial.id(number), PLAN, fidelity, objectives, "test");
    }
}
