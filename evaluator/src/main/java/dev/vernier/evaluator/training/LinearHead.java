package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Tensor;
import java.util.Arrays;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/**
 * A linear layer that tells classes apart by the vectors that a network leaves: multinomial logistic regression
 * (Bishop, "Pattern Recognition and Machine Learning", section 4.3.4) with weight decay, found by conjugate gradients.
 *
 * @param weights {@code [classes, features]}, row-major
 * @param bias one for each class
 */
public record LinearHead(float[] weights, float[] bias) {
    private static final double TOLERANCE = 1e-7;

    /** Samples to learn from. {@code features} holds {@code width} values for each, one sample after the other. */
    private record Problem(float[] features, int width, int[] labels, int classes, double decay) {
        /** The mean cross-entropy, in nats, and half the squared weights times the decay. */
        double loss(double[] parameters) {
            return walk(parameters, new double[parameters.length]);
        }

        double[] gradient(double[] parameters) {
            double[] gradient = new double[parameters.length];
            walk(parameters, gradient);
            return gradient;
        }

        /** Leaves the gradient and returns the loss. The bias of each class follows its weights. */
        private double walk(double[] parameters, double[] gradient) {
            double[] scores = new double[classes];
            double loss = 0;
            for (int sample = 0; sample < labels.length; sample++) {
                score(parameters, sample, scores);
                loss += surprise(scores, labels[sample]);
                for (int c = 0; c < classes; c++) {
                    double error = (scores[c] - (labels[sample] == c ? 1 : 0)) / labels.length;
                    int row = c * (width + 1);
                    for (int i = 0; i < width; i++) {
                        gradient[row + i] += error * features[sample * width + i];
                    }
                    gradient[row + width] += error;
                }
            }
            return loss / labels.length + penalty(parameters, gradient);
        }

        private void score(double[] parameters, int sample, double[] scores) {
            for (int c = 0; c < classes; c++) {
                int row = c * (width + 1);
                scores[c] = parameters[row + width];
                for (int i = 0; i < width; i++) {
                    scores[c] += parameters[row + i] * features[sample * width + i];
                }
            }
        }

        /** Turns scores into probabilities; returns −ln of that of the class. */
        private static double surprise(double[] scores, int label) {
            double most = Arrays.stream(scores).max().orElseThrow();
            double own = scores[label];
            double sum = 0;
            for (int c = 0; c < scores.length; c++) {
                scores[c] = Math.exp(scores[c] - most);
                sum += scores[c];
            }
            for (int c = 0; c < scores.length; c++) {
                scores[c] /= sum;
            }
            return most + Math.log(sum) - own;
        }

        private double penalty(double[] parameters, double[] gradient) {
            double squares = 0;
            for (int c = 0; c < classes; c++) {
                for (int i = c * (width + 1); i < c * (width + 1) + width; i++) {
                    squares += parameters[i] * parameters[i];
                    gradient[i] += decay * parameters[i];
                }
            }
            return decay / 2 * squares;
        }
    }

    /**
     * Fits a layer.
     *
     * @param features as many values for each sample, one sample after the other
     * @param labels the samples' classes
     * @param classes how many classes there are
     * @param decay how strongly large weights are held back, above 0
     * @throws IllegalArgumentException when there are no samples, or not as many values for each
     */
    public static LinearHead fit(float[] features, int[] labels, int classes, double decay) {
        if (labels.length == 0 || features.length == 0 || features.length % labels.length != 0 || !(decay > 0)) {
            throw new IllegalArgumentException(
                    features.length + " values for " + labels.length + " samples, with a decay of " + decay);
        }
        int width = features.length / labels.length;
        Problem problem = new Problem(features, width, labels, classes, decay);
        double[] found = new NonLinearConjugateGradientOptimizer(
                        Formula.POLAK_RIBIERE, new SimpleValueChecker(TOLERANCE, TOLERANCE))
                .optimize(
                        MaxEval.unlimited(),
                        new ObjectiveFunction(problem::loss),
                        new ObjectiveFunctionGradient(problem::gradient),
                        GoalType.MINIMIZE,
                        new InitialGuess(new double[classes * (width + 1)]))
                .getPoint();
        return of(found, width, classes);
    }

    private static LinearHead of(double[] parameters, int width, int classes) {
        float[] weights = new float[classes * width];
        float[] bias = new float[classes];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < width; i++) {
                weights[c * width + i] = (float) parameters[c * (width + 1) + i];
            }
            bias[c] = (float) parameters[c * (width + 1) + width];
        }
        return new LinearHead(weights, bias);
    }

    /**
     * The network with this layer behind it.
     *
     * @param network its only output is {@code [1, features]}
     */
    public Graph append(Graph network) {
        Graph.Builder builder = network.like();
        network.constants().forEach(builder::constant);
        network.nodes().forEach(builder::node);
        String weight = fresh(builder, "head_weight");
        builder.constant(weight, Tensor.floats(weights, bias.length, weights.length / bias.length));
        String shift = fresh(builder, "head_bias");
        builder.constant(shift, Tensor.floats(bias, bias.length));
        String head = fresh(builder, "head");
        return builder.node(
                        head, new Op.Gemm(1, 1, false, true), network.outputs().getFirst(), weight, shift)
                .output(head)
                .build();
    }

    private static String fresh(Graph.Builder builder, String wish) {
        return builder.has(wish) ? fresh(builder, wish + "_") : wish;
    }

    /** The share of samples whose class has the highest score. */
    public double accuracy(float[] features, int[] labels) {
        int width = weights.length / bias.length;
        int right = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            if (choice(features, sample * width) == labels[sample]) {
                right++;
            }
        }
        return (double) right / labels.length;
    }

    private int choice(float[] features, int from) {
        int width = weights.length / bias.length;
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < bias.length; c++) {
            double score = bias[c];
            for (int i = 0; i < width; i++) {
                score += weights[c * width + i] * features[from + i];
            }
            if (score > most) {
                most = score;
                best = c;
            }
        }
        return best;
    }
}
