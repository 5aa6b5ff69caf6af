package dev.vernier.search.space;

import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a person allows a search to choose.
 *
 * @param place where this was written, for messages
 * @param weightBits widths that weights may take
 * @param activationBits widths that activations may take
 * @param pins precisions by layer name that are fixed, whatever the widths above
 */
public record Wish(
        String place, SortedSet<Integer> weightBits, SortedSet<Integer> activationBits, Map<String, Precision> pins) {
    public Wish {
        weightBits = Collections.unmodifiableSortedSet(new TreeSet<>(weightBits));
        activationBits = Collections.unmodifiableSortedSet(new TreeSet<>(activationBits));
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
        if (weightBits.isEmpty() || activationBits.isEmpty()) {
            throw new IllegalArgumentException("no widths to choose from");
        }
    }

    boolean allows(Precision precision) {
        return weightBits.contains(precision.weightBits()) && activationBits.contains(precision.activationBits());
    }
}
