package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.CostMetric;

/** What one step of a network costs for one sample; energy is 0 in models that do not know it. */
record StepCost(double micros, double microjoules) {
    static final StepCost NOTHING = new StepCost(0, 0);

    StepCost plus(StepCost other) {
        return new StepCost(micros + other.micros, microjoules + other.microjoules);
    }

    double get(CostMetric metric) {
        return switch (metric) {
            case LATENCY_MS -> micros / 1000;
            case ENERGY_UJ -> microjoules;
            case SAMPLES_PER_SECOND, AREA_LUTS, AREA_BRAM18, AREA_DSPS, UTILISATION_PERCENT ->
                throw new IllegalArgumentException(metric.key() + " is no sum over steps");
        };
    }
}
