package dev.vernier.hardware.profile;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a device can execute.
 *
 * @param allowed for each kind of layer the legal widths; none where the device does not run such layers
 * @param scheme how codes stand for real numbers on it
 */
public record Legality(Map<LayerKind, SortedSet<Precision>> allowed, QuantizationScheme scheme) {
    public Legality {
        EnumMap<LayerKind, SortedSet<Precision>> checked = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            SortedSet<Precision> precisions = allowed.getOrDefault(kind, Collections.emptySortedSet());
            checked.put(kind, Collections.unmodifiableSortedSet(new TreeSet<>(precisions)));
        }
        if (checked.values().stream().allMatch(Collection::isEmpty)) {
            throw new IllegalArgumentException("no width is legal in layers of any kind");
        }
        allowed = Collections.unmodifiableMap(checked);
    }

    /** The usual scheme, and the same widths for layers of every kind. */
    public static Legality everywhere(SortedSet<Precision> precisions) {
        EnumMap<LayerKind, SortedSet<Precision>> allowed = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            allowed.put(kind, precisions);
        }
        return new Legality(allowed, QuantizationScheme.USUAL);
    }

    /**
     * What of this keeps activations in floating point.
     *
     * @param group how many neighbouring weights share a scale; empty where all of an output channel do
     * @return empty where no layer has narrow weights beside such activations
     * @throws IllegalArgumentException when weights under this scheme cannot have groups
     */
    Optional<Legality> weightOnly(OptionalInt group) {
        EnumMap<LayerKind, SortedSet<Precision>> kept = new EnumMap<>(LayerKind.class);
        allowed.forEach((kind, precisions) -> kept.put(
                kind,
                precisions.stream().filter(Precision::isWeightOnly).collect(Collectors.toCollection(TreeSet::new))));
        boolean narrow = kept.values().stream()
                .flatMap(Collection::stream)
                .anyMatch(precision -> precision.weightBits() != Precision.FLOAT);
        return narrow ? Optional.of(new Legality(kept, scheme.weightOnly(group))) : Optional.empty();
    }

    /** Whether the same widths are legal in layers of every kind. */
    boolean isUniform() {
        return allowed.values().stream().distinct().count() == 1;
    }

    /** The widths that are legal in a layer, in order; empty where the device does not run such layers. */
    public SortedSet<Precision> allowed(LayerWorkload layer) {
        return layer.possible(allowed(layer.kind()));
    }

    /** The widths that are legal in layers of a kind, in order; empty where the device does not run such layers. */
    public SortedSet<Precision> allowed(LayerKind kind) {
        return allowed.getOrDefault(kind, Collections.emptySortedSet());
    }
}
