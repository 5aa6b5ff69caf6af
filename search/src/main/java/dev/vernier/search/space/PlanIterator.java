package dev.vernier.search.space;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Counts through a space: the weights of the last layer turn fastest, activations slowest. */
final class PlanIterator implements Iterator<PrecisionPlan> {
    private final SearchSpace space;
    private final List<QuantizerGroup> quantizers;
    private final int[] activationLevels;
    private final int[] weightLevels;
    private boolean more = true;

    PlanIterator(SearchSpace space) {
        this.space = space;
        this.quantizers = space.readQuantizers();
        this.activationLevels = new int[quantizers.size()];
        this.weightLevels = new int[space.layout().layers().size()];
    }

    @Override
    public boolean hasNext() {
        return more;
    }

    @Override
    public PrecisionPlan next() {
        if (!more) {
            throw new NoSuchElementException();
        }
        List<Precision> precisions = new ArrayList<>();
        for (Layer layer : space.layout().layers()) {
            int activation = activation(layer);
            int weight = space.weightWidths(layer.index(), activation).get(weightLevels[layer.index()]);
            precisions.add(new Precision(weight, activation));
        }
        more = advanceWeights() || advanceActivations();
        return PrecisionPlan.of(space.layout(), precisions);
    }

    private int activation(Layer layer) {
        for (int i = 0; i < quantizers.size(); i++) {
            if (quantizers.get(i).index() == layer.inputQuantizer()) {
                return space.activationWidths(quantizers.get(i)).get(activationLevels[i]);
            }
        }
        throw new IllegalStateException("layer '" + layer.name() + "' reads no quantizer");
    }

    private boolean advanceWeights() {
        for (Layer layer : space.layout().layers().reversed()) {
            int choices = space.weightWidths(layer.index(), activation(layer)).size();
            if (++weightLevels[layer.index()] < choices) {
                return true;
            }
            weightLevels[layer.index()] = 0;
        }
        return false;
    }

    private boolean advanceActivations() {
        for (int i = activationLevels.length - 1; i >= 0; i--) {
            if (++activationLevels[i]
                    < space.activationWidths(quantizers.get(i)).size()) {
                return true;
            }
            activationLevels[i] = 0;
        }
        return false;
    }
}
