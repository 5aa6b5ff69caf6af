package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds the layers of one network under each plan; {@link DataflowModel} says by what rule.
 *
 * <p>The foldings of a layer at given widths are worked out once. Threads may race to do so and then write equal values;
 * {@link LayerFoldings} is immutable, so what is read from a table is whole.
 */
final class DataflowPricer implements NetworkPricer {
    private final DataflowModel model;
    private final NetworkWorkload network;
    private final List<Step.Layer> layers;
    private final long[] targets;
    /** For each layer the index of its shape: layers of one shape are folded alike. */
    private final int[] shapes;
    /** By shape, then by the layer's precision and the width of its output. */
    private final Map<Weighting, @Nullable LayerFoldings[][]> known = new EnumMap<>(Weighting.class);

    /** A folding of each layer, such that none takes more cycles than the target of this index. */
    private record Folded(LayerFoldings[] foldings, int[] chosen, int target) {}

    DataflowPricer(DataflowModel model, NetworkWorkload network) {
        this.model = model;
        this.network = network;
        layers = network.steps().stream()
                .filter(Step.Layer.class::isInstance)
                .map(Step.Layer.class::cast)
                .toList();
        targets = network.layers().stream()
                .flatMapToLong(LayerFoldings::cyclesAtAnyWidth)
                .sorted()
                .distinct()
                .toArray();
        List<LayerWorkload> distinct = network.layers().stream()
                .map(layer -> layer.named(""))
                .distinct()
                .toList();
        shapes = network.layers().stream()
                .mapToInt(layer -> distinct.indexOf(layer.named("")))
                .toArray();
        for (Weighting weighting : Weighting.values()) {
            known.put(weighting, new @Nullable LayerFoldings[distinct.size()][Precision.COUNT * Precision.WIDTHS]);
        }
    }

    @Override
    public Optional<Cost> price(NetworkPrecisions precisions) {
        precisions.requireFits(network);
        Optional<Folded> best = Optional.empty();
        for (Weighting weighting : Weighting.values()) {
            int below = best.map(Folded::target).orElse(targets.length);
            Optional<Folded> better = fastest(foldings(weighting, precisions), below);
            best = better.isPresent() ? better : best;
        }
        return best.map(folded -> cost(folded.foldings, folded.chosen));
    }

    private LayerFoldings[] foldings(Weighting weighting, NetworkPrecisions precisions) {
        LayerFoldings[] foldings = new LayerFoldings[layers.size()];
        for (int layer = 0; layer < foldings.length; layer++) {
            foldings[layer] = foldings(weighting, layer, precisions);
        }
        return foldings;
    }

    private LayerFoldings foldings(Weighting weighting, int index, NetworkPrecisions precisions) {
        Step.Layer layer = layers.get(index);
        Precision precision = precisions.layers().get(index);
        int outputBits = precisions.tensorBits().get(layer.output());
        @Nullable LayerFoldings[] ofShape = Objects.requireNonNull(known.get(weighting))[shapes[index]];
        int at = Precision.WIDTHS * precision.index() + Precision.indexOf(outputBits);
        LayerFoldings foldings = ofShape[at];
        if (foldings == null) {
            foldings = model.foldings(layer.work(), precision, outputBits, weighting);
            ofShape[at] = foldings;
        }
        return foldings;
    }

    /**
     * Bisects over target cycles; every target is what some folding of some layer takes.
     *
     * @param below index of the target to improve on
     * @return empty where no faster target was found to fit
     */
    private Optional<Folded> fastest(LayerFoldings[] foldings, int below) {
        int[] tooFast = new int[foldings.length];
        long floor = 0;
        for (int layer = 0; layer < foldings.length; layer++) {
            tooFast[layer] = foldings[layer].last();
            floor = Math.max(floor, foldings[layer].cycles(tooFast[layer]));
        }
        int low = first(floor) - 1;
        int high = below - 1;
        int[] slowest = new int[foldings.length];
        int[] fitting = tooFast.clone();
        if (high <= low || !fits(foldings, targets[high], slowest, fitting)) {
            return Optional.empty();
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            int[] tried = tooFast.clone();
            if (fits(foldings, targets[middle], fitting, tried)) {
                high = middle;
                fitting = tried;
            } else {
                low = middle;
                tooFast = tried;
            }
        }
        return Optional.of(new Folded(foldings, fitting, high));
    }

    /** Index of the first target of at least {@code cycles}. */
    private int first(long cycles) {
        int at = Arrays.binarySearch(targets, cycles);
        return at >= 0 ? at : -at - 1;
    }

    /**
     * Slows layers down as far as a target of cycles allows, up to where it is clear that they do not fit.
     *
     * @param slowest foldings that are not faster than the target
     * @param chosen foldings that are fast enough; those of the layers that were looked at are replaced
     */
    private boolean fits(LayerFoldings[] foldings, long target, int[] slowest, int[] chosen) {
        FpgaArea usable = model.usable();
        double luts = 0;
        double bram18 = 0;
        double dsps = 0;
        for (int layer = 0; layer < foldings.length; layer++) {
            LayerFoldings of = foldings[layer];
            int folding = of.slowestWithin(target, slowest[layer], chosen[layer]);
            chosen[layer] = folding;
            luts += of.luts(folding);
            bram18 += of.bram18(folding);
            dsps += of.dsps(folding);
            if (luts > usable.luts() || bram18 > usable.bram18() || dsps > usable.dsps()) {
                return false;
            }
        }
        return true;
    }

    private Cost cost(LayerFoldings[] foldings, int[] chosen) {
        FpgaArea area = new FpgaArea(0, 0, 0);
        long slowest = 1;
        for (int layer = 0; layer < foldings.length; layer++) {
            LayerFoldings of = foldings[layer];
            int folding = chosen[layer];
            area = area.plus(new FpgaArea(of.luts(folding), of.bram18(folding), of.dsps(folding)));
            slowest = Math.max(slowest, of.cycles(folding));
        }
        Map<CostMetric, Double> figures = new EnumMap<>(CostMetric.class);
        figures.put(CostMetric.LATENCY_MS, 1e3 * pathCycles(foldings, chosen) / model.clockHertz());
        figures.put(CostMetric.SAMPLES_PER_SECOND, model.clockHertz() / slowest);
        figures.put(CostMetric.AREA_LUTS, area.luts());
        figures.put(CostMetric.AREA_BRAM18, area.bram18());
        figures.put(CostMetric.AREA_DSPS, area.dsps());
        figures.put(CostMetric.UTILISATION_PERCENT, 100 * area.largestShareOf(model.usable()));
        return new Cost(figures);
    }

    /** Cycles along the longest path through the network, each layer waiting for the whole of its input. */
    private long pathCycles(LayerFoldings[] foldings, int[] chosen) {
        long[] done = new long[network.tensors().size()];
        long longest = 0;
        int layer = 0;
        for (Step step : network.steps()) {
            long ready = 0;
            for (int input : step.inputs()) {
                ready = Math.max(ready, done[input]);
            }
            if (step instanceof Step.Layer) {
                ready += foldings[layer].cycles(chosen[layer]);
                layer++;
            }
            done[step.output()] = ready;
            longest = Math.max(longest, ready);
        }
        return longest;
    }
}
