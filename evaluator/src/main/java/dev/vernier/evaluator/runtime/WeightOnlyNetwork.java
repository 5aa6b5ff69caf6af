package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.WeightOrder;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network whose activations stay in floating point, with every number that a plan decides: the float network with other
 * weights in some layers. Where such a layer has a bias, it makes up for the mean error of the weights.
 *
 * @param plan the widths chosen
 * @param layers by index of the layer, the weights of those whose weights are codes
 */
public record WeightOnlyNetwork(PrecisionPlan plan, SortedMap<Integer, CorrectedWeights> layers) {
    public WeightOnlyNetwork {
        layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
        if (!plan.isWeightOnly()) {
            throw new IllegalArgumentException("the plan " + plan + " quantizes activations");
        }
    }

    /** Puts a layer's weights, in the shape that they have in the model, into a graph. */
    @FunctionalInterface
    public interface WeightWriter {
        /**
         * @param graph the graph so far
         * @param name what the tensor is to be called
         */
        void write(Graph.Builder graph, String name, Layer layer, QuantizedWeights weights);
    }

    /** The network as a graph of real numbers: what it computes. */
    public Graph decoded() {
        return graph((graph, name, layer, weights) -> graph.constant(name, decoded(layer, weights)));
    }

    private Tensor decoded(Layer layer, QuantizedWeights weights) {
        Shape shape = plan.layout().graph().shape(layer.weights());
        float[] values = new float[weights.codes().length];
        WeightOrder order = WeightOrder.of(layer);
        for (int i = 0; i < values.length; i++) {
            values[order.place(i)] = weights.decode(i);
        }
        return new Tensor.Floats(shape, values);
    }

    /**
     * The network as a graph with the inputs and outputs of the original.
     *
     * @param writer says in which form weights are written
     */
    public Graph graph(WeightWriter writer) {
        Graph graph = plan.layout().graph();
        Graph.Builder builder = graph.like();
        Map<Read, String> replaced = new HashMap<>();
        layers.forEach((index, made) -> {
            Layer layer = plan.layout().layers().get(index);
            String weights = layer.name() + "/weights";
            writer.write(builder, weights, layer, made.codes());
            replaced.put(new Read(layer.name(), layer.weights()), weights);
            layer.bias().ifPresent(stored -> {
                String bias = layer.name() + "/bias";
                builder.constant(bias, new Tensor.Floats(graph.shape(stored), made.bias()));
                replaced.put(new Read(readerOfBias(graph, layer, stored).name(), stored), bias);
            });
        });
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> replaced.getOrDefault(new Read(node.name(), input), input))
                    .toList();
            inputs.stream()
                    .filter(input -> graph.isConstant(input) && !builder.has(input))
                    .forEach(input -> builder.constant(input, graph.constant(input)));
            builder.node(new Node(node.name(), node.op(), inputs, node.outputs()));
        }
        graph.outputs().forEach(builder::output);
        return builder.build();
    }

    /** That a node reads a tensor. */
    private record Read(String node, String tensor) {}

    /** The layer's own node, or the addition that directly follows it. */
    private static Node readerOfBias(Graph graph, Layer layer, String bias) {
        Node node = layer.node();
        return node.inputs().contains(bias)
                ? node
                : graph.consumers(node.output()).getFirst();
    }
}
