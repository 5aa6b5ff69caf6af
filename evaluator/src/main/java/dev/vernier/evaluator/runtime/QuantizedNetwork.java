package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network with every number that a plan decides: what the integer runner runs and what exporters write.
 *
 * @param plan the widths chosen
 * @param layers one per layer of the layout that has weights
 * @param quantizers one per quantizer of the layout
 */
public record QuantizedNetwork(PrecisionPlan plan, List<QuantizedLayer> layers, List<ActivationQuantizer> quantizers) {
    public QuantizedNetwork {
        layers = List.copyOf(layers);
        quantizers = List.copyOf(quantizers);
        if (layers.size() != plan.layout().layersWithWeights().size()
                || quantizers.size() != plan.layout().quantizers().size()) {
            throw new IllegalArgumentException("the plan has other layers or quantizers");
        }
    }

    public NetworkLayout layout() {
        return plan.layout();
    }

    /** The numbers of a layer that has weights. */
    public QuantizedLayer layer(Layer layer) {
        return layers.get(layout().layersWithWeights().indexOf(layer));
    }

    /** The quantizer of an activation tensor; empty when the tensor holds floating point. */
    Optional<ActivationQuantizer> quantizer(String tensor) {
        OptionalInt index = layout().quantizer(tensor);
        return index.isEmpty() ? Optional.empty() : Optional.of(quantizers.get(index.getAsInt()));
    }
}
