package dev.vernier.hardware.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a network asks of a device for one sample: its activation tensors and the steps that read and write them, in
 * execution order. It knows shapes, never values or file formats.
 */
public final class NetworkWorkload {
    private final List<Tensor> tensors;
    private final List<Step> steps;
    private final List<LayerWorkload> layers;
    private final Liveness liveness;

    /** An activation tensor of {@code elements} values per sample. */
    public record Tensor(String name, long elements) {
        public Tensor {
            if (elements <= 0) {
                throw new IllegalArgumentException("tensor '" + name + "' has " + elements + " elements");
            }
        }
    }

    /**
     * @param tensors every activation tensor, the network's inputs first
     * @param steps the work, each step reading tensors that are inputs or were written before
     */
    public NetworkWorkload(List<Tensor> tensors, List<Step> steps) {
        this.tensors = List.copyOf(tensors);
        this.steps = List.copyOf(steps);
        Set<Integer> written = new HashSet<>();
        Set<Integer> read = new HashSet<>();
        for (Step step : steps) {
            for (int input : step.inputs()) {
                Objects.checkIndex(input, tensors.size());
                read.add(input);
            }
            Objects.checkIndex(step.output(), tensors.size());
            if (!written.add(step.output())) {
                throw new IllegalArgumentException("step '" + step.name() + "' writes a tensor a second time");
            }
            if (read.contains(step.output())) {
                throw new IllegalArgumentException("step '" + step.name() + "' writes a tensor that was read before");
            }
        }
        layers = this.steps.stream()
                .filter(Step.Layer.class::isInstance)
                .map(step -> ((Step.Layer) step).work())
                .toList();
        liveness = Liveness.of(this.tensors.size(), this.steps);
    }

    /** Every activation tensor, the network's inputs first. */
    public List<Tensor> tensors() {
        return tensors;
    }

    /** The work in execution order, each step reading tensors that are inputs or were written before. */
    public List<Step> steps() {
        return steps;
    }

    /** The quantizable layers in execution order; their position here is the layer's index everywhere. */
    public List<LayerWorkload> layers() {
        return layers;
    }

    /** Elements per sample of the tensors that no step writes: what comes in. */
    public long inputElements() {
        Set<Integer> written = new HashSet<>();
        steps.forEach(step -> written.add(step.output()));
        return elementsBeside(written);
    }

    /** Elements per sample of the tensors that no step reads: what goes out. */
    public long outputElements() {
        Set<Integer> read = new HashSet<>();
        steps.forEach(step -> read.addAll(step.inputs()));
        return elementsBeside(read);
    }

    private long elementsBeside(Set<Integer> excluded) {
        return IntStream.range(0, tensors.size())
                .filter(tensor -> !excluded.contains(tensor))
                .mapToLong(tensor -> tensors.get(tensor).elements())
                .sum();
    }

    /** When tensors live, which no plan changes. */
    Liveness liveness() {
        return liveness;
    }

    /** Multiply-accumulates per sample over all layers. */
    public long macs() {
        return layers.stream().mapToLong(LayerWorkload::macs).sum();
    }
}
