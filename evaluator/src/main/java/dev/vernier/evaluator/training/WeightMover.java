package dev.vernier.evaluator.training;

import java.util.Map;

/** How weights move down a slope, and what is remembered of it. */
sealed interface WeightMover permits NesterovDescent, AdamDescent {
    /**
     * Moves the weights of one tensor in place.
     *
     * @param step counted from 0 over the whole training
     */
    void move(String name, float[] weights, float[] gradient, double learningRate, double weightDecay, long step);

    /** All that is remembered: of each kind, an array for each tensor that has moved; live. */
    Map<String, Map<String, float[]>> memory();
}
