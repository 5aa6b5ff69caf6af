package dev.vernier.search.config;

import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
 */
public record SpaceConfig(
        SortedSet<Integer> weightBits,
        SortedSet<Integer> activationBits,
        int joinBits,
        Map<String, Precision> pins,
        TieWish ties) {
    public SpaceConfig {
        weightBits = Collections.unmodifiableSortedSet(new TreeSet<>(weightBits));
        activationBits = Collections.unmodifiableSortedSet(new TreeSet<>(activationBits));
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    }

    /** A wish without ties. */
    public SpaceConfig(
            SortedSet<Integer> weightBits,
            SortedSet<Integer> activationBits,
            int joinBits,
            Map<String, Precision> pins) {
        this(weightBits, activationBits, joinBits, pins, TieWish.NONE);
    }
}
