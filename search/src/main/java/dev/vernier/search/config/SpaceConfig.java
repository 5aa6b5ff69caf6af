package dev.vernier.search.config;

import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a search may choose.
 *
 * @param weightBits widths that weights may take
 * @param activationBits widths that activations may take
 * @param joinBits width of tensors that only joins and poolings read
 * @param pins precisions by layer name that are fixed
 * @param ties which layers shall have the same widths
 * @param weightGroup how many neighbouring weights of an output channel share a scale; empty where all of them do
 */
public record SpaceConfig(
        SortedSet<Integer> weightBits,
        SortedSet<Integer> activationBits,
        int joinBits,
        Map<String, Precision> pins,
        TieWish ties,
        OptionalInt weightGroup) {
    public SpaceConfig {
        weightBits = Collections.unmodifiableSortedSet(new TreeSet<>(weightBits));
        activationBits = Collections.unmodifiableSortedSet(new TreeSet<>(activationBits));
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    }

    /** A wish without ties and groups. */
    public SpaceConfig(
            SortedSet<Integer> weightBits,
            SortedSet<Integer> activationBits,
            int joinBits,
            Map<String, Precision> pins) {
        this(weightBits, activationBits, joinBits, pins, TieWish.NONE, OptionalInt.empty());
    }

    /** Whether activations stay in floating point, so that weights are all there is to quantize. */
    public boolean isWeightOnly() {
        return activationBits.equals(Set.of(Precision.FLOAT));
    }
}
