package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import dev.vernier.evaluator.runtime.Loss;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** All that changes in a training: the weights, what the descent remembers of them, and their moving average. */
final class TrainingState {
    private static final String WEIGHTS = "weights/";
    private static final String AVERAGES = "averages/";

    private final Graph start;
    private final Set<String> trainable;
    private final Map<String, Mirror> mirrors;
    private final DifferentiableRunner runner;
    private final double weightDecay;
    private final WeightMover mover;
    private final WeightAverage average;

    TrainingState(Untrained untrained, Descent settings) {
        this.start = untrained.graph();
        this.trainable = trainable(untrained);
        this.mirrors = untrained.mirrors();
        this.runner = new DifferentiableRunner(start, trainable);
        this.weightDecay = settings.weightDecay();
        this.mover = settings.method().mover(settings.momentum());
        this.average = new WeightAverage(settings.averageDecay());
    }

    /** Every floating-point constant but the fixed ones and those that BatchNormalization looks after itself. */
    private static Set<String> trainable(Untrained untrained) {
        Set<String> kept = new HashSet<>(DifferentiableRunner.runningStatistics(untrained.graph()));
        kept.addAll(untrained.fixed());
        Set<String> names = new LinkedHashSet<>();
        untrained.graph().constants().forEach((name, tensor) -> {
            if (tensor instanceof Tensor.Floats && !kept.contains(name)) {
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
    double step(List<float[]> samples, int batch, Loss loss, double learningRate, long step) {
        DifferentiableRunner.Step found = runner.step(samples, batch, loss);
        gradients(found).forEach((name, gradient) -> {
            boolean decays = start.shape(name).rank() > 1;
            mover.move(name, runner.values(name), gradient, learningRate, decays ? weightDecay : 0, step);
        });
        mirrors.forEach((name, mirror) ->
                mirror.fill(runner.values(mirror.source()), start.shape(mirror.source()), runner.values(name)));
        for (String name : runner.constants()) {
            average.add(name, runner.values(name), step);
        }
        return found.loss();
    }

    /** The gradients by what is trained, with those that come through what follows it. */
    private Map<String, float[]> gradients(DifferentiableRunner.Step found) {
        Map<String, float[]> gradients = new LinkedHashMap<>(found.gradients());
        mirrors.forEach((name, mirror) -> {
            float[] byMirrored = Objects.requireNonNull(gradients.remove(name), name);
            float[] byWeights = Objects.requireNonNull(gradients.get(mirror.source()), mirror.source());
            mirror.pullBack(byMirrored, start.shape(mirror.source()), byWeights);
        });
        return gradients;
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
        mover.memory()
                .forEach((kind, memory) -> memory.forEach((name, values) -> put(tensors, kind + "/", name, values)));
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
        Set<String> moved = new LinkedHashSet<>(trainable);
        moved.removeAll(mirrors.keySet());
        for (String name : moved) {
            int length = runner.values(name).length;
            mover.memory()
                    .forEach((kind, memory) -> memory.put(name, checkpoint.values(file, kind + "/" + name, length)));
        }
    }

    private static void replace(float[] values, float[] by) {
        System.arraycopy(by, 0, values, 0, values.length);
    }
}
