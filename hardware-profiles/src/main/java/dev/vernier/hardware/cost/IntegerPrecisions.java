package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Every pair of widths of 1 to 8 bits, for models whose formulas hold for all of them. */
final class IntegerPrecisions {
    private static final int WIDEST = 8;

    static final SortedSet<Precision> ALL = all();

    private IntegerPrecisions() {}

    private static SortedSet<Precision> all() {
        SortedSet<Precision> all = new TreeSet<>();
        for (int weightBits = 1; weightBits <= WIDEST; weightBits++) {
            for (int activationBits = 1; activationBits <= WIDEST; activationBits++) {
                all.add(new Precision(weightBits, activationBits));
            }
        }
        return Collections.unmodifiableSortedSet(all);
    }

    /** Refuses others. */
    static void require(LayerWorkload layer, Precision precision) {
        if (!ALL.contains(precision)) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': no figures for " + precision);
        }
    }
}
