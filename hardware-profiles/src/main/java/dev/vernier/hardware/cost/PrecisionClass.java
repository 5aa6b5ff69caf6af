package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.Precision;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Widths that a device computes by the same means, so that they share their figures.
 *
 * @param name what the profile calls it, for example {@code int8}
 * @param precisions at least one
 */
public record PrecisionClass(String name, SortedSet<Precision> precisions) {
    public PrecisionClass {
        precisions = Collections.unmodifiableSortedSet(new TreeSet<>(precisions));
        if (precisions.isEmpty()) {
            throw new IllegalArgumentException("class '" + name + "' holds no widths");
        }
    }

    /** Whether it holds for each of this class's widths some that are as wide on both sides: what computes them computes these. */
    public boolean runsOn(PrecisionClass other) {
        return precisions.stream().allMatch(each -> other.precisions.stream().anyMatch(each::runsOn));
    }

    /**
     * Finds the class of each precision.
     *
     * @throws IllegalArgumentException when two classes share a name or a precision
     */
    static SortedMap<Precision, PrecisionClass> index(Collection<PrecisionClass> classes) {
        SortedMap<Precision, PrecisionClass> index = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (PrecisionClass each : classes) {
            if (!names.add(each.name)) {
                throw new IllegalArgumentException("two classes are named '" + each.name + "'");
            }
            for (Precision precision : each.precisions) {
                PrecisionClass other = index.put(precision, each);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "class '" + other.name + "' and class '" + each.name + "' both hold " + precision);
                }
            }
        }
        return Collections.unmodifiableSortedMap(index);
    }
}
