package dev.vernier.evaluator.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with Nesterov momentum, as PyTorch writes it (I. Sutskever et al. 2013):
 * {@code v ← m·v + g}, {@code w ← w − r·(g + m·v)}, with {@code g} the gradient plus the decay's share of the weight.
 */
final class NesterovDescent implements WeightMover {
    private final float momentum;
    private final Map<String, float[]> velocities = new LinkedHashMap<>();

    NesterovDescent(double momentum) {
        this.momentum = (float) momentum;
    }

    @Override
    public void move(
            String name, float[] weights, float[] gradient, double learningRate, double weightDecay, long step) {
        float[] velocity = velocities.computeIfAbsent(name, key -> new float[weights.length]);
        float rate = (float) learningRate;
        float decay = (float) weightDecay;
        for (int i = 0; i < weights.length; i++) {
            float slope = gradient[i] + decay * weights[i];
            velocity[i] = momentum * velocity[i] + slope;
            weights[i] -= rate * (slope + momentum * velocity[i]);
        }
    }

    @Override
    public Map<String, Map<String, float[]>> memory() {
        return Map.of("velocities", velocities);
    }
}
