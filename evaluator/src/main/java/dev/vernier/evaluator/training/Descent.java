package dev.vernier.evaluator.training;

/**
 * Stochastic descent: the learning rate rises linearly during the warm-up and then falls to 0 along half a
 * cosine (I. Loshchilov, F. Hutter 2017, arXiv:1608.03983). What is kept in the end is an exponential moving average of
 * the weights.
 *
 * @param method how a step follows the slope
 * @param epochs how often every training sample is seen, at least 1
 * @param batch samples in one step, at least 2
 * @param learningRate the highest one
 * @param warmUpEpochs epochs until the highest learning rate is reached; may be a fraction
 * @param momentum 0 ≤ momentum &lt; 1
 * @param weightDecay share of a weight that is added to its gradient, or with Adam, times the learning rate, taken off, 0 ≤ share &lt; 1; only for weights of layers,
 *     neither biases nor normalization
 * @param labelSmoothing share of the target that is spread over all classes, 0 ≤ share &lt; 1
 * @param averageDecay share of the moving average that a step keeps, 0 ≤ share &lt; 1
 */
public record Descent(
        Method method,
        int epochs,
        int batch,
        double learningRate,
        double warmUpEpochs,
        double momentum,
        double weightDecay,
        double labelSmoothing,
        double averageDecay) {
    public Descent {
        require(epochs >= 1, "epochs must be at least 1, not " + epochs);
        require(batch >= 2, "batch must be at least 2, not " + batch);
        require(
                learningRate > 0 && learningRate <= 10,
                "learning-rate must be above 0 and at most 10, not " + learningRate);
        require(
                warmUpEpochs >= 0 && warmUpEpochs < epochs,
                "warm-up-epochs must be at least 0 and below epochs, not " + warmUpEpochs);
        requireShare("momentum", momentum);
        requireShare("weight-decay", weightDecay);
        requireShare("label-smoothing", labelSmoothing);
        requireShare("average-decay", averageDecay);
    }

    /** How a step follows the slope. */
    public enum Method {
        /** {@link NesterovDescent}. */
        NESTEROV,
        /** {@link AdamDescent}. */
        ADAM;

        WeightMover mover(double momentum) {
            return switch (this) {
                case NESTEROV -> new NesterovDescent(momentum);
                case ADAM -> new AdamDescent(momentum);
            };
        }
    }

    /**
     * The learning rate of a step.
     *
     * @param step counted from 0 over the whole training
     * @param stepsPerEpoch number of steps in an epoch
     */
    double learningRateAt(long step, int stepsPerEpoch) {
        double warmUp = warmUpEpochs * stepsPerEpoch;
        if (step < warmUp) {
            return learningRate * (step + 1) / (warmUp + 1);
        }
        double progress = (step - warmUp) / ((double) epochs * stepsPerEpoch - warmUp);
        return learningRate * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    }

    private static void requireShare(String key, double value) {
        require(value >= 0 && value < 1, key + " must be at least 0 and below 1, not " + value);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
