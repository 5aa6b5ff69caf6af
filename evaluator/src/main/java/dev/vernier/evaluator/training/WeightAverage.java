package dev.vernier.evaluator.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exponential moving average of every constant of a network (B. Polyak, A. Juditsky 1992). Early on it keeps less, so
 * that the random start is soon forgotten: {@code min(decay, (1 + n) / (10 + n))} after n steps.
 */
final class WeightAverage {
    private final double decay;
    private final Map<String, float[]> averages = new LinkedHashMap<>();

    WeightAverage(double decay) {
        this.decay = decay;
    }

    /** Takes in the values of one constant after a step; the first values are taken as they are. */
    void add(String name, float[] values, long step) {
        float[] average = averages.computeIfAbsent(name, key -> values.clone());
        float fresh = (float) (1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
        for (int i = 0; i < values.length; i++) {
            average[i] += fresh * (values[i] - average[i]);
        }
    }

    /** The state, by constant; live arrays. */
    Map<String, float[]> averages() {
        return averages;
    }
}
