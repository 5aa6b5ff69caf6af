package dev.vernier.evaluator.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (D. Kingma, J. Ba 2015, arXiv:1412.6980; I. Loshchilov, F. Hutter 2019,
 * arXiv:1711.05101), as PyTorch writes it: {@code m ← β₁·m + (1 − β₁)·g}, {@code v ← β₂·v + (1 − β₂)·g²},
 * {@code w ← (1 − r·d)·w − r·m̂ / (√v̂ + ε)} with {@code m̂ = m / (1 − β₁ⁿ)} and {@code v̂ = v / (1 − β₂ⁿ)} in step n.
 */
final class AdamDescent implements WeightMover {
    private static final double SQUARES_KEPT = 0.999;
    private static final double EPSILON = 1e-8;

    private final double momentum;
    private final Map<String, float[]> means = new LinkedHashMap<>();
    private final Map<String, float[]> squares = new LinkedHashMap<>();

    /**
     * @param momentum β₁
     */
    AdamDescent(double momentum) {
        this.momentum = momentum;
    }

    @Override
    public void move(
            String name, float[] weights, float[] gradient, double learningRate, double weightDecay, long step) {
        float[] mean = means.computeIfAbsent(name, key -> new float[weights.length]);
        float[] square = squares.computeIfAbsent(name, key -> new float[weights.length]);
        double rate = learningRate / (1 - StrictMath.pow(momentum, step + 1.0));
        double share = 1 / (1 - StrictMath.pow(SQUARES_KEPT, step + 1.0));
        double kept = 1 - learningRate * weightDecay;
        for (int i = 0; i < weights.length; i++) {
            double slope = gradient[i];
            mean[i] = (float) (momentum * mean[i] + (1 - momentum) * slope);
            square[i] = (float) (SQUARES_KEPT * square[i] + (1 - SQUARES_KEPT) * slope * slope);
            weights[i] = (float) (kept * weights[i] - rate * mean[i] / (Math.sqrt(square[i] * share) + EPSILON));
        }
    }

    @Override
    public Map<String, Map<String, float[]>> memory() {
        Map<String, Map<String, float[]>> memory = new LinkedHashMap<>();
        memory.put("means", means);
        memory.put("squares", squares);
        return memory;
    }
}
