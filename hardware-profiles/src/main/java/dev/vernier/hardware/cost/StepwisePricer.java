package dev.vernier.hardware.cost;

import dev.vernier.hardware.cost.StepwiseModel.Operand;
import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prices the steps of a network one after the other. Each step asks the model once for each combination of widths.
 *
 * <p>Threads may race to fill a table and then write equal values; {@link StepCost} is immutable, so what is read from a
 * table is whole.
 */
final class StepwisePricer implements NetworkPricer {
    private final StepwiseModel model;
    private final NetworkWorkload network;
    private final Set<CostMetric> metrics;
    private final StepCost ends;
    private final List<PricedStep> steps = new ArrayList<>();

    StepwisePricer(StepwiseModel model, NetworkWorkload network) {
        this.model = model;
        this.network = network;
        this.metrics = model.metrics();
        this.ends = model.ends(network);
        int layers = 0;
        for (Step step : network.steps()) {
            steps.add(
                    switch (step) {
                        case Step.Layer layer -> new PricedLayer(layer, layers++);
                        case Step.Glue glue -> new PricedGlue(glue);
                    });
        }
    }

    @Override
    public Optional<Cost> price(NetworkPrecisions precisions) {
        precisions.requireFits(network);
        double micros = ends.micros();
        double microjoules = ends.microjoules();
        for (PricedStep step : steps) {
            StepCost cost = step.price(precisions);
            micros += cost.micros();
            microjoules += cost.microjoules();
        }
        StepCost sum = new StepCost(micros, microjoules);
        Map<CostMetric, Double> figures = new EnumMap<>(CostMetric.class);
        for (CostMetric metric : metrics) {
            figures.put(metric, sum.get(metric));
        }
        return Optional.of(new Cost(figures));
    }

    private sealed interface PricedStep {
        StepCost price(NetworkPrecisions precisions);
    }

    private final class PricedLayer implements PricedStep {
        private final Step.Layer step;
        private final int index;
        /** By the layer's precision and the width of its output. */
        private final @Nullable StepCost[] layers = new @Nullable StepCost[Precision.COUNT * Precision.WIDTHS];
        /** By the layer's precision and the width of its input. */
        private final @Nullable StepCost[] conversions = new @Nullable StepCost[Precision.COUNT * Precision.WIDTHS];

        PricedLayer(Step.Layer step, int index) {
            this.step = step;
            this.index = index;
        }

        @Override
        public StepCost price(NetworkPrecisions precisions) {
            Precision precision = precisions.layers().get(index);
            int toBits = precisions.tensorBits().get(step.output());
            int at = slot(precision, toBits);
            StepCost cost = layers[at];
            if (cost == null) {
                cost = model.layer(step.work(), precision, toBits);
                layers[at] = cost;
            }
            int fromBits = precisions.tensorBits().get(step.input());
            return fromBits == precision.activationBits() ? cost : cost.plus(conversion(precision, fromBits));
        }

        private StepCost conversion(Precision precision, int fromBits) {
            int at = slot(precision, fromBits);
            StepCost cost = conversions[at];
            if (cost == null) {
                cost = model.conversion(step.work(), precision, fromBits);
                conversions[at] = cost;
            }
            return cost;
        }

        private static int slot(Precision precision, int tensorBits) {
            return Precision.WIDTHS * precision.index() + Precision.indexOf(tensorBits);
        }
    }

    private final class PricedGlue implements PricedStep {
        private final Step.Glue step;
        /** By the widths of the inputs and the output, for steps of at most two inputs; others are rare. */
        private final @Nullable StepCost[] costs;

        PricedGlue(Step.Glue step) {
            this.step = step;
            int slots = Precision.WIDTHS * Precision.WIDTHS * Precision.WIDTHS;
            this.costs = new @Nullable StepCost[step.inputs().size() <= 2 ? slots : 0];
        }

        @Override
        public StepCost price(NetworkPrecisions precisions) {
            List<Integer> bits = precisions.tensorBits();
            if (costs.length == 0) {
                return ask(bits);
            }
            int at = Precision.indexOf(bits.get(step.output()));
            for (int i = 0; i < step.inputs().size(); i++) {
                at = Precision.WIDTHS * at
                        + Precision.indexOf(bits.get(step.inputs().get(i)));
            }
            StepCost cost = costs[at];
            if (cost == null) {
                cost = ask(bits);
                costs[at] = cost;
            }
            return cost;
        }

        private StepCost ask(List<Integer> bits) {
            List<Operand> inputs = step.inputs().stream()
                    .map(input -> Operand.of(input, network, bits))
                    .toList();
            return model.glue(step.kind(), inputs, Operand.of(step.output(), network, bits));
        }
    }
}
