package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import dev.vernier.evaluator.runtime.Loss;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** All that changes in a training: the weights, what the descent remembers of them, and their moving average. */
final class TrainingState {
    private static final String WEIGHTS = "weights/";
    private static final String VELOCITIES = "velocities/";
    private static final String AVERAGES = "averages/";

    private final Graph start;
    private final Set<String> trainable;
    private final DifferentiableRunner runner;
    private final double weightDecay;
    private final NesterovDescent descent;
    private final WeightAverage average;

    TrainingState(Graph start, Descent settings) {
        this.start = start;
        this.trainable = trainable(start);
        this.runner = new DifferentiableRunner(start, trainable);
        this.weightDecay = settings.weightDecay();
        this.descent = new NesterovDescent(settings.momentum());
        this.average = new WeightAverage(settings.averageDecay());
    }

    /** Every floating-point constant but those that BatchNormalization looks after itself. */
    private static Set<String> trainable(Graph graph) {
        Set<String> running = DifferentiableRunner.runningStatistics(graph);
        Set<String> names = new LinkedHashSet<>();
        graph.constants().forEach((name, tensor) -> {
            if (tensor instanceof Tensor.Floats && !running.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * Moves the weights down the slope of a loss.
     *
     * @param step counted from 0 over the whole training
     * @return the loss before the move
     */
    double step(float[] samples, int batch, Loss loss, double learningRate, long step) {
        DifferentiableRunner.Step found = runner.step(samples, batch, loss);
        found.gradients().forEach((name, gradient) -> {
            boolean decays = start.shape(name).rank() > 1;
            descent.move(name, runner.values(name), gradient, learningRate, decays ? weightDecay : 0);
        });
        for (String name : runner.constants()) {
            average.add(name, runner.values(name), step);
        }
        return found.loss();
    }

    /** The network with averaged weights; those it started with where no step was made. */
    Graph averaged() {
        DifferentiableRunner copy = new DifferentiableRunner(start, Set.of());
        average.averages().forEach((name, values) -> replace(copy.values(name), values));
        return copy.graph();
    }

    /** As {@link #averaged}, out of a checkpoint read from {@code file}. */
    static Graph averaged(Graph start, Checkpoint checkpoint, Path file) {
        DifferentiableRunner copy = new DifferentiableRunner(start, Set.of());
        for (String name : copy.constants()) {
            float[] values = copy.values(name);
            replace(values, checkpoint.values(file, AVERAGES + name, values.length));
        }
        return copy.graph();
    }

    Checkpoint save(String identity, int epochs) {
        Map<String, Tensor.Floats> tensors = new LinkedHashMap<>();
        for (String name : runner.constants()) {
            put(tensors, WEIGHTS, name, runner.values(name));
        }
        descent.velocities().forEach((name, values) -> put(tensors, VELOCITIES, name, values));
        average.averages().forEach((name, values) -> put(tensors, AVERAGES, name, values));
        return new Checkpoint(identity, epochs, tensors);
    }

    private void put(Map<String, Tensor.Floats> tensors, String part, String name, float[] values) {
        tensors.put(part + name, new Tensor.Floats(start.shape(name), values.clone()));
    }

    /** Takes over everything from a checkpoint read from {@code file}. */
    void restore(Checkpoint checkpoint, Path file) {
        for (String name : runner.constants()) {
            float[] values = runner.values(name);
            replace(values, checkpoint.values(file, WEIGHTS + name, values.length));
            average.averages().put(name, checkpoint.values(file, AVERAGES + name, values.length));
        }
        for (String name : trainable) {
            int length = runner.values(name).length;
            descent.velocities().put(name, checkpoint.values(file, VELOCITIES + name, length));
        }
    }

    private static void replace(float[] values, float[] by) {
        System.arraycopy(by, 0, values, 0, values.length);
    }
}
