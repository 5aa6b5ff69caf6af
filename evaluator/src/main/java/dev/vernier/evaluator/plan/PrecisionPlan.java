package dev.vernier.evaluator.plan;

import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A width for the weights and the input activations of every quantizable layer of one network; for products of two
 * activations, of the right operand and the left one. Layers that read the
 * same quantizer have the same activation width; no other plan can be built. Either all activations are quantized or, in
 * a weight-only plan, none: then weights alone are, where they are not in floating point, too.
 */
public final class PrecisionPlan {
    private final NetworkLayout layout;
    private final List<Precision> precisions;

    private PrecisionPlan(NetworkLayout layout, List<Precision> precisions) {
        this.layout = layout;
        this.precisions = List.copyOf(precisions);
    }

    /**
     * @param precisions one per layer, in execution order
     * @throws IllegalArgumentException when there are too few or too many, tied activation widths differ, floating point
     *     stands beside integers where it cannot, or the right operand of a product of two activations has a single bit;
     *     the message names the layers
     */
    public static PrecisionPlan of(NetworkLayout layout, List<Precision> precisions) {
        if (precisions.size() != layout.layers().size()) {
            throw new IllegalArgumentException(
                    precisions.size() + " precisions for " + layout.layers().size() + " layers");
        }
        for (Layer layer : layout.layers()) {
            requireOneKind(layout.layers().getFirst(), layer, precisions);
            int weightBits = precisions.get(layer.index()).weightBits();
            if (weightBits < layer.workload().leastWeightBits()) {
                throw new IllegalArgumentException("layer '" + layer.name()
                        + "' multiplies two activations, and the right one, which stands in for weights, cannot have "
                        + weightBits + " bit");
            }
        }
        for (QuantizerGroup group : layout.quantizers()) {
            for (int reader : group.readers()) {
                int first = group.readers().getFirst();
                int expected = precisions.get(first).activationBits();
                int found = precisions.get(reader).activationBits();
                if (found != expected) {
                    throw new IllegalArgumentException("layers '"
                            + layout.layers().get(first).name() + "' and '"
                            + layout.layers().get(reader).name() + "' read the same input, which cannot have both "
                            + expected + " and " + found + " bits");
                }
            }
        }
        return new PrecisionPlan(layout, precisions);
    }

    private static void requireOneKind(Layer first, Layer layer, List<Precision> precisions) {
        Precision precision = precisions.get(layer.index());
        if (precision.isWeightOnly() != precisions.get(first.index()).isWeightOnly()) {
            throw new IllegalArgumentException("layer '" + first.name() + "' cannot be "
                    + precisions.get(first.index()) + " beside '" + layer.name() + "' at " + precision
                    + ": activations stay in floating point everywhere or nowhere");
        }
        boolean floatWeights = precision.weightBits() == Precision.FLOAT;
        if (floatWeights && !precision.isWeightOnly()) {
            throw new IllegalArgumentException("layer '" + layer.name() + "' cannot be " + precision
                    + ": weights in floating point need such activations");
        }
        if (!floatWeights && precision.isWeightOnly() && !layer.hasWeights()) {
            throw new IllegalArgumentException("layer '" + layer.name()
                    + "' multiplies two activations, which both stay in floating point or neither, and cannot be "
                    + precision);
        }
    }

    /**
     * The same width everywhere, except in pinned layers, where a right operand needs 2 bits instead of 1, and where it
     * stays in floating point with the left one.
     *
     * @param pins precisions by layer index; a layer tied to a pinned one takes the pin's activation width
     */
    public static PrecisionPlan uniform(NetworkLayout layout, Precision precision, Map<Integer, Precision> pins) {
        List<Precision> chosen = new ArrayList<>();
        for (Layer layer : layout.layers()) {
            int activationBits = layout.quantizers().get(layer.inputQuantizer()).readers().stream()
                    .filter(pins::containsKey)
                    .map(reader -> pins.getOrDefault(reader, precision).activationBits())
                    .findFirst()
                    .orElse(precision.activationBits());
            int wished = pins.getOrDefault(layer.index(), precision).weightBits();
            int weightBits = !layer.hasWeights() && precision.isWeightOnly()
                    ? Precision.FLOAT
                    : Math.max(wished, layer.workload().leastWeightBits());
            chosen.add(new Precision(weightBits, activationBits));
        }
        return of(layout, chosen);
    }

    public NetworkLayout layout() {
        return layout;
    }

    /** One precision per layer, in execution order. */
    public List<Precision> precisions() {
        return precisions;
    }

    /** Whether all activations stay in floating point. */
    public boolean isWeightOnly() {
        return precisions.getFirst().isWeightOnly();
    }

    public Precision of(Layer layer) {
        return precisions.get(layer.index());
    }

    /** The width of a quantizer under this plan; that of floating point where there is none. */
    public int activationBits(QuantizerGroup quantizer) {
        if (isWeightOnly()) {
            return Precision.FLOAT;
        }
        if (quantizer.rightOf().isPresent()) {
            return precisions.get(quantizer.rightOf().getAsInt()).weightBits();
        }
        return quantizer.readers().isEmpty()
                ? layout.joinBits()
                : precisions.get(quantizer.readers().getFirst()).activationBits();
    }

    /** Precisions by layer name, in execution order. */
    public Map<String, Precision> byName() {
        Map<String, Precision> named = new LinkedHashMap<>();
        layout.layers().forEach(layer -> named.put(layer.name(), of(layer)));
        return named;
    }

    /** Mean of all weight and activation widths, each layer counted alike. */
    public double meanBits() {
        return precisions.stream()
                        .mapToInt(precision -> precision.weightBits() + precision.activationBits())
                        .average()
                        .orElseThrow()
                / 2;
    }

    /** The plan in one line, {@code 8/8 4/8 4/4 …}; equal plans of one network have equal keys. */
    public String key() {
        return precisions.stream().map(Precision::toString).collect(Collectors.joining(" "));
    }

    /** Two plans are equal when they choose the same widths for the same network. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PrecisionPlan plan && layout == plan.layout && precisions.equals(plan.precisions);
    }

    @Override
    public int hashCode() {
        return precisions.hashCode();
    }

    @Override
    public String toString() {
        return key();
    }
}
