package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What quantization makes of a network: the stages it runs in, its quantizable layers, and where quantizers sit.
 *
 * <p>Every activation tensor inside the quantized region has one quantizer: what enters a quantizable layer, and what
 * enters or leaves a join (Add, Concat) or a pooling, and the states that a recurrent layer leaves for itself and others.
 * Tensors joined by operations that only move codes share theirs. What a
 * last layer computes stays in floating point.
 */
public final class NetworkLayout {
    private final Graph graph;
    private final int joinBits;
    private final List<Stage> stages;
    private final List<Layer> layers;
    private final List<Layer> layersWithWeights;
    private final List<QuantizerGroup> quantizers;
    private final Map<String, Integer> quantizerOf;
    private final NetworkWorkload workload;

    NetworkLayout(
            Graph graph,
            int joinBits,
            List<Stage> stages,
            List<Layer> layers,
            List<QuantizerGroup> quantizers,
            Map<String, Integer> quantizerOf) {
        this.graph = graph;
        this.joinBits = joinBits;
        this.stages = List.copyOf(stages);
        this.layers = List.copyOf(layers);
        this.layersWithWeights = layers.stream().filter(Layer::hasWeights).toList();
        this.quantizers = List.copyOf(quantizers);
        this.quantizerOf = Map.copyOf(quantizerOf);
        this.workload = Workloads.of(this);
    }

    /**
     * Lays out a folded graph.
     *
     * @param joinBits width of tensors that only joins and poolings read, 2…8
     * @throws dev.vernier.hardware.input.InvalidInputException when the graph holds an operation that cannot run
     *     quantized, or no quantizable layer; it names the node
     */
    public static NetworkLayout of(Graph graph, int joinBits) {
        if (joinBits < 2 || joinBits > 8) {
            throw new IllegalArgumentException("join width " + joinBits + " is not in 2…8");
        }
        return new LayoutBuilder(graph, joinBits).build();
    }

    public Graph graph() {
        return graph;
    }

    /** Width of tensors that only joins and poolings read. */
    public int joinBits() {
        return joinBits;
    }

    /** The stages in execution order. */
    public List<Stage> stages() {
        return stages;
    }

    /** The quantizable layers in execution order. */
    public List<Layer> layers() {
        return layers;
    }

    /** Those of the layers that have weights; the others multiply two activations. */
    public List<Layer> layersWithWeights() {
        return layersWithWeights;
    }

    public Optional<Layer> layer(String name) {
        return layers.stream().filter(layer -> layer.name().equals(name)).findFirst();
    }

    public List<QuantizerGroup> quantizers() {
        return quantizers;
    }

    /** Index of the quantizer of an activation tensor; empty when the tensor holds floating point. */
    public OptionalInt quantizer(String tensor) {
        Integer index = quantizerOf.get(tensor);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The network as hardware sees it. */
    public NetworkWorkload workload() {
        return workload;
    }

    /** A plan as hardware sees it. */
    public NetworkPrecisions precisions(PrecisionPlan plan) {
        List<Integer> tensorBits = workload.tensors().stream()
                .map(tensor -> {
                    OptionalInt quantizer = quantizer(tensor.name());
                    return quantizer.isEmpty()
                            ? Precision.FLOAT
                            : plan.activationBits(quantizers.get(quantizer.getAsInt()));
                })
                .toList();
        return new NetworkPrecisions(plan.precisions(), tensorBits);
    }
}
