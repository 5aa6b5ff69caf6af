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
        for (int bits : tensorBits) {
            if (!Precision.isActivationWidth(bits)) {
                throw new IllegalArgumentException("tensor width " + bits + " is not one of 1…8, 16 or 32 (float)");
            }
        }
    }

    /**
     * Checks that this plan is one for the given network.
     *
     * @throws IllegalArgumentException when the numbers of layers or tensors differ
     */
    public void requireFits(NetworkWorkload network) {
        int layerCount = network.layers().size();
        if (layers.size() != layerCount
                || tensorBits.size() != network.tensors().size()) {
            throw new IllegalArgumentException("a plan of " + layers.size() + " layers and " + tensorBits.size()
                    + " tensors does not fit a network of " + layerCount + " layers and "
                    + network.tensors().size() + " tensors");
        }
    }
}
