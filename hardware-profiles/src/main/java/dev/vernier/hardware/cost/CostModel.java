package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Prices whole networks, because conversions between widths, activations that stay live and the slowest stage of a
 * pipeline are no sums over layers. Models are immutable and may be asked by several threads at once.
 */
public sealed interface CostModel permits StepwiseModel, DataflowModel {
    /** What the model knows to price; every {@link Cost} it returns has exactly these figures. */
    Set<CostMetric> metrics();

    /** The widths that the model has figures for in layers of a kind; may be empty. */
    SortedSet<Precision> precisions(LayerKind kind);

    /**
     * Prepares to price plans of one network. What it returns finds no price where a plan does not fit on the device, and
     * throws an {@link IllegalArgumentException} when the model has no figures for the widths of a layer.
     */
    NetworkPricer on(NetworkWorkload network);

    /**
     * What one sample costs; who prices many plans of a network asks {@link #on} once.
     *
     * @throws IllegalArgumentException when the plan is one for another network or does not fit on the device, or when
     *     the model has no figures for the widths of a layer
     */
    default Cost price(NetworkWorkload network, NetworkPrecisions precisions) {
        return on(network)
                .price(precisions)
                .orElseThrow(() -> new IllegalArgumentException("no way was found to fit the network on the device"));
    }

    /**
     * Every layer's cost at every width asked for, when the model is a sum over layers up to what depends on
     * neighbours; see {@link SeparableTable} for what is left out.
     *
     * @param metric one of {@link #metrics}
     * @param options for each layer, in the order of {@link NetworkWorkload#layers}, the widths to price
     * @throws IllegalArgumentException when the model has no figures for the metric or for an option
     */
    Optional<SeparableTable> separable(
            NetworkWorkload network, CostMetric metric, List<? extends Collection<Precision>> options);

    /**
     * The layers whose price rests on no comparable measurement, in execution order: the price is given all the same,
     * and deserves a warning.
     */
    List<LayerWorkload> extrapolated(NetworkWorkload network);

    /**
     * This model for weights of which so many neighbours in an output channel share a scale, which is moved with them. A
     * model that does not count scales stays as it is.
     */
    default CostModel withWeightGroup(int weights) {
        return this;
    }

    /** How the model prices, in a few plain sentences with units, for people; no closing line break. */
    String describe();
}
