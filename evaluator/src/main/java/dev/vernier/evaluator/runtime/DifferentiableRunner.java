package dev.vernier.evaluator.runtime;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Executes a graph as differentiable operations of PyTorch, on batches, and changes its floating-point constants.
 *
 * <p>The graph's shapes are those of one sample; here the first axis of every activation is the batch. The constants
 * live in Java arrays that the caller may write to between calls; native memory is held only during a call. Not safe
 * for use by several threads at once.
 */
public final class DifferentiableRunner {
    /** The share of a running statistic of BatchNormalization that one training step keeps. */
    static final float RUNNING_SHARE_KEPT = 0.9f;

    private final Graph graph;
    private final String output;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Set<String> trainable;
    private final Set<String> runningStatistics;

    /**
     * Copies the constants of the graph.
     *
     * @param graph has one output, of any batchable operations without quantization
     * @param trainable the floating-point constants whose gradients are wanted, in the order that gradients are reported
     * @throws IllegalArgumentException when an operation cannot be executed on batches or differentiated, or a name is
     *     no floating-point constant; the message names it
     */
    public DifferentiableRunner(Graph graph, Collection<String> trainable) {
        if (graph.outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "graph '" + graph.name() + "' must have one output, not " + graph.outputs());
        }
        graph.nodes().forEach(node -> BatchRules.check(node, graph));
        this.graph = graph;
        this.output = graph.outputs().getFirst();
        graph.constants().forEach((name, tensor) -> {
            if (tensor instanceof Tensor.Floats floats) {
                values.put(name, floats.data().clone());
            }
        });
        this.trainable = Collections.unmodifiableSet(new LinkedHashSet<>(trainable));
        this.trainable.forEach(this::values);
        this.runningStatistics = runningStatistics(graph);
    }

    /** The constants that BatchNormalization updates by itself in training: running means and variances. */
    public static Set<String> runningStatistics(Graph graph) {
        Set<String> names = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.BatchNormalization) {
                names.add(node.input(3));
                names.add(node.input(4));
            }
        }
        return names;
    }

    /** The names of all floating-point constants, in the graph's order. */
    public Set<String> constants() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /**
     * The elements of a floating-point constant, row-major. The array is the runner's own: what is written to it counts
     * from the next call on.
     *
     * @throws IllegalArgumentException when there is no such constant
     */
    public float[] values(String constant) {
        float[] found = values.get(constant);
        if (found == null) {
            throw new IllegalArgumentException(
                    "'" + constant + "' is no floating-point constant of graph '" + graph.name() + "'");
        }
        return found;
    }

    /** A copy of the graph with the constants as they are now. */
    public Graph graph() {
        Graph.Builder builder = graph.like();
        graph.constants()
                .forEach((name, tensor) -> builder.constant(
                        name,
                        values.containsKey(name)
                                ? new Tensor.Floats(tensor.shape(), values(name).clone())
                                : tensor));
        graph.nodes().forEach(builder::node);
        graph.outputs().forEach(builder::output);
        return builder.build();
    }

    /** As {@link #infer(List, int)}, of a graph with one input. */
    public float[] infer(float[] samples, int batch) {
        return infer(List.of(samples), batch);
    }

    /**
     * Runs the graph as in use: BatchNormalization applies its running statistics.
     *
     * @param samples for each of the graph's inputs the samples of a batch one after the other, row-major
     * @param batch number of samples, at least 1
     * @return the output, sample by sample
     */
    public float[] infer(List<float[]> samples, int batch) {
        try (NDManager manager = Torch.newManager()) {
            return forward(constants(manager), feed(manager, samples, batch), batch, false)
                    .toFloatArray();
        }
    }

    /** As {@link #step(List, int, Loss)}, of a graph with one input. */
    public Step step(float[] samples, int batch, Loss loss) {
        return step(List.of(samples), batch, loss);
    }

    /**
     * Runs the graph as in training and differentiates a loss: BatchNormalization applies the statistics of the batch
     * and moves its running ones towards them (variance with Bessel's correction, as PyTorch).
     *
     * @param samples for each of the graph's inputs the samples of a batch one after the other, row-major
     * @param batch number of samples, at least 1
     */
    public Step step(List<float[]> samples, int batch, Loss loss) {
        synchronized (Torch.GRADIENTS) {
            try (NDManager manager = Torch.newManager();
                    GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                Map<String, NDArray> constants = constants(manager);
                trainable.forEach(name -> array(constants, name).setRequiresGradient(true));
                NDArray reached = loss.of(forward(constants, feed(manager, samples, batch), batch, true));
                collector.backward(reached);
                for (String name : runningStatistics) {
                    values.put(name, array(constants, name).toFloatArray());
                }
                Map<String, float[]> gradients = new LinkedHashMap<>();
                for (String name : trainable) {
                    gradients.put(name, array(constants, name).getGradient().toFloatArray());
                }
                return new Step(reached.toArray()[0].doubleValue(), gradients);
            }
        }
    }

    /**
     * What a training step found.
     *
     * @param loss over the batch
     * @param gradients of the loss by each trainable constant, row-major, in the order the runner was given
     */
    public record Step(double loss, Map<String, float[]> gradients) {
        public Step {
            gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
        }
    }

    private Map<String, NDArray> constants(NDManager manager) {
        Map<String, NDArray> arrays = new HashMap<>();
        values.forEach((name, value) -> arrays.put(name, manager.create(value, TorchOps.shape(graph.shape(name)))));
        return arrays;
    }

    private Map<String, NDArray> feed(NDManager manager, List<float[]> samples, int batch) {
        if (samples.size() != graph.inputs().size()) {
            throw new IllegalArgumentException(samples.size() + " arrays for the inputs " + graph.inputs());
        }
        Map<String, NDArray> fed = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            String input = graph.inputs().get(i);
            Shape shape = graph.shape(input).with(0, batch);
            if (batch < 1 || shape.elements() != samples.get(i).length) {
                throw new IllegalArgumentException(
                        samples.get(i).length + " numbers for a batch of shape " + shape + " at input '" + input + "'");
            }
            fed.put(input, manager.create(samples.get(i), TorchOps.shape(shape)));
        }
        return fed;
    }

    private NDArray forward(Map<String, NDArray> constants, Map<String, NDArray> fed, int batch, boolean training) {
        TorchOps ops = new TorchOps(training, batch);
        Map<String, NDArray> tensors = new HashMap<>(constants);
        tensors.putAll(fed);
        for (Node node : graph.nodes()) {
            List<NDArray> inputs =
                    node.inputs().stream().map(name -> array(tensors, name)).toList();
            tensors.put(node.output(), ops.apply(node.op(), inputs, graph.shape(node.output())));
        }
        return array(tensors, output);
    }

    private static NDArray array(Map<String, NDArray> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }
}
