package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The layers whose measurements a model was fitted to.
 *
 * @param kinds their kinds, at least one
 * @param leastMacs multiply-accumulates per sample of the smallest one
 * @param mostMacs multiply-accumulates per sample of the largest one
 */
public record CalibratedRange(Set<LayerKind> kinds, double leastMacs, double mostMacs) {
    public CalibratedRange {
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
        requirePositive(leastMacs, "least number of multiply-accumulates");
        requirePositive(mostMacs, "greatest number of multiply-accumulates");
        if (leastMacs > mostMacs) {
            throw new IllegalArgumentException("the range from " + Figures.text(leastMacs) + " to "
                    + Figures.text(mostMacs) + " multiply-accumulates is empty");
        }
    }

    boolean covers(LayerWorkload layer) {
        return kinds.contains(layer.kind()) && layer.macs() >= leastMacs && layer.macs() <= mostMacs;
    }

    String describe() {
        String names = String.join(", ", kinds.stream().map(LayerKind::key).toList());
        return "Calibrated with " + names + " layers of " + Figures.text(leastMacs / 1e6) + " to "
                + Figures.text(mostMacs / 1e6) + " million multiply-accumulates per sample; others are extrapolated.";
    }
}
