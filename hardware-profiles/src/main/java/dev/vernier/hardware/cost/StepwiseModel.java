package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A device that runs one step after the other: a network costs what its steps cost, and a layer that reads a tensor of
 * another width than its own converts it first. Sums are taken in execution order.
 */
sealed interface StepwiseModel extends CostModel permits RooflineModel, TableModel, BitSerialModel, BitFusionModel {
    /** One layer that reads tensors of its own width and writes one of {@code outputBits}. */
    StepCost layer(LayerWorkload layer, Precision precision, int outputBits);

    /** The conversion of a layer's input of {@code fromBits} to the layer's own width. */
    StepCost conversion(LayerWorkload layer, Precision precision, int fromBits);

    /** One step between the layers that reads and writes tensors of the given sizes and widths. */
    StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output);

    /** What it costs to take a sample in and to hand the network's output out. */
    default StepCost ends(NetworkWorkload network) {
        return StepCost.NOTHING;
    }

    /** A tensor as a step between the layers sees it. */
    record Operand(long elements, int bits) {
        /** A tensor of a network under a plan. */
        static Operand of(int tensor, NetworkWorkload network, List<Integer> bits) {
            return new Operand(network.tensors().get(tensor).elements(), bits.get(tensor));
        }
    }

    /** How energy follows from time, bytes and multiply-accumulates, where it does. */
    default Optional<? extends EnergyModel> energy() {
        return Optional.empty();
    }

    /** A step that takes so many microseconds and moves so many bytes, its arithmetic left out. */
    default StepCost step(double micros, double weightBytes, double activationBytes) {
        double microjoules = energy().map(model -> model.stepMicrojoules(micros, weightBytes, activationBytes))
                .orElse(0.0);
        return new StepCost(micros, microjoules);
    }

    /** The energy of a layer's multiply-accumulates, whose time is counted elsewhere. */
    default StepCost arithmetic(LayerWorkload layer, Precision precision) {
        double macs = (double) layer.macs();
        double microjoules =
                energy().map(model -> model.macMicrojoules(macs, precision)).orElse(0.0);
        return new StepCost(0, microjoules);
    }

    @Override
    default Set<CostMetric> metrics() {
        return energy().isPresent()
                ? EnumSet.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ)
                : EnumSet.of(CostMetric.LATENCY_MS);
    }

    @Override
    default NetworkPricer on(NetworkWorkload network) {
        return new StepwisePricer(this, network);
    }

    @Override
    default Optional<SeparableTable> separable(
            NetworkWorkload network, CostMetric metric, List<? extends Collection<Precision>> options) {
        List<LayerWorkload> layers = network.layers();
        if (!metrics().contains(metric) || options.size() != layers.size()) {
            throw new IllegalArgumentException(
                    "no table of " + metric.key() + " for " + options.size() + " of " + layers.size() + " layers");
        }
        List<SortedMap<Precision, Double>> rows = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            SortedMap<Precision, Double> row = new TreeMap<>();
            for (Precision option : options.get(i)) {
                row.put(
                        option,
                        layer(layers.get(i), option, option.activationBits()).get(metric));
            }
            rows.add(row);
        }
        List<Integer> codes = network.tensors().stream().map(_ -> 8).toList();
        StepCost constant = ends(network);
        for (Step step : network.steps()) {
            constant = step instanceof Step.Glue glue ? constant.plus(glue(glue, network, codes)) : constant;
        }
        return Optional.of(new SeparableTable(metric, rows, constant.get(metric)));
    }

    private StepCost glue(Step.Glue step, NetworkWorkload network, List<Integer> bits) {
        List<Operand> inputs = step.inputs().stream()
                .map(input -> Operand.of(input, network, bits))
                .toList();
        return glue(step.kind(), inputs, Operand.of(step.output(), network, bits));
    }
}
