package dev.vernier.hardware.workload;

import java.util.List;

/**
 * A precision plan in the words of the hardware.
 *
 * @param layers one precision per quantizable layer, in the order of {@link NetworkWorkload#layers}
 * @param tensorBits one width per activation tensor, in the order of {@link NetworkWorkload#tensors}; 32 is float
 */
public record NetworkPrecisions(List<Precision> layers, List<Integer> tensorBits) {
    public NetworkPrecisions {
        layers = List.copyOf(layers);
        tensorBits = List.copyOf(tensorBits);
    }
}
