package dev.vernier.search.space;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Counts through a space: the weights of the last layers turn fastest, activations slowest. */
final class PlanIterator implements Iterator<PrecisionPlan> {
    private final SearchSpace space;
    private final int[] activationLevels;
    private final List<Weights> weights = new ArrayList<>();
    private final int[] weightLevels;
    private boolean more = true;

    /** Layers whose weights have one width, and the position of their cluster. */
    private record Weights(List<Integer> layers, int cluster) {}

    PlanIterator(SearchSpace space) {
        this.space = space;
        this.activationLevels = new int[space.clusters().size()];
        for (int cluster = 0; cluster < activationLevels.length; cluster++) {
            for (List<Integer> layers : space.clusters().get(cluster).groups()) {
                weights.add(new Weights(layers, cluster));
            }
        }
        weights.sort((one, other) ->
                Integer.compare(one.layers().getFirst(), other.layers().getFirst()));
        this.weightLevels = new int[weights.size()];
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
        Precision[] precisions = new Precision[space.layout().layers().size()];
        for (int i = 0; i < weightLevels.length; i++) {
            int activation = activation(weights.get(i));
            int weight = widths(weights.get(i)).get(weightLevels[i]);
            weights.get(i).layers().forEach(layer -> precisions[layer] = new Precision(weight, activation));
        }
        more = advanceWeights() || advanceActivations();
        return PrecisionPlan.of(space.layout(), Arrays.asList(precisions));
    }

    private int activation(Weights of) {
        Cluster cluster = space.clusters().get(of.cluster());
        return space.activationWidths(cluster).get(activationLevels[of.cluster()]);
    }

    private List<Integer> widths(Weights of) {
        return space.weightWidths(of.layers().getFirst(), activation(of));
    }

    private boolean advanceWeights() {
        for (int i = weightLevels.length - 1; i >= 0; i--) {
            if (++weightLevels[i] < widths(weights.get(i)).size()) {
                return true;
            }
            weightLevels[i] = 0;
        }
        return false;
    }

    private boolean advanceActivations() {
        for (int i = activationLevels.length - 1; i >= 0; i--) {
            Cluster cluster = space.clusters().get(i);
            if (++activationLevels[i] < space.activationWidths(cluster).size()) {
                return true;
            }
            activationLevels[i] = 0;
        }
        return false;
    }
}
