package dev.vernier.hardware.workload;

import java.util.List;

/** Bytes that a plan stores and holds live; the same on every device. */
public final class Storage {
    private static final int SCALE_BYTES = 4;
    private static final int ZERO_POINT_BYTES = 1;
    private static final int BIAS_BYTES = 4;

    private Storage() {}

    /** Bytes of all weights packed at their widths, with the scales and zero points of a scheme, and biases. */
    public static long weightBytes(NetworkWorkload network, NetworkPrecisions precisions, QuantizationScheme scheme) {
        List<LayerWorkload> layers = network.layers();
        long bytes = 0;
        for (int i = 0; i < layers.size(); i++) {
            bytes += weightBytes(layers.get(i), precisions.layers().get(i).weightBits(), scheme);
        }
        return bytes;
    }

    /** Bytes of one layer's weights packed at {@code weightBits}, with the scales and zero points of a scheme, and biases. */
    public static long weightBytes(LayerWorkload layer, int weightBits, QuantizationScheme scheme) {
        if (layer.isProductOfActivations()) {
            return 0;
        }
        long bytes = packedWeightBytes(layer, weightBits) + (long) BIAS_BYTES * layer.outputChannels();
        if (weightBits == Precision.FLOAT) {
            return bytes;
        }
        int grid = scheme.weights().symmetric() ? SCALE_BYTES : SCALE_BYTES + ZERO_POINT_BYTES;
        return bytes + grid * scheme.weightScales(layer);
    }

    /** Bytes of one layer's weights alone, packed at {@code weightBits}. */
    public static long packedWeightBytes(LayerWorkload layer, int weightBits) {
        return packedBytes(layer.weights(), weightBits);
    }

    /**
     * The largest number of bytes of activations that are live at once when the steps run in order: a tensor lives from
     * the step that writes it to the last step that reads it; the network's outputs live to the end.
     */
    public static long peakActivationBytes(NetworkWorkload network, NetworkPrecisions precisions) {
        Liveness liveness = network.liveness();
        long live = 0;
        for (int tensor : liveness.atStart()) {
            live += tensorBytes(network, precisions, tensor);
        }
        long peak = live;
        for (int i = 0; i < network.steps().size(); i++) {
            live += tensorBytes(network, precisions, network.steps().get(i).output());
            peak = Math.max(peak, live);
            for (int tensor : liveness.endingAt()[i]) {
                live -= tensorBytes(network, precisions, tensor);
            }
        }
        return peak;
    }

    private static long tensorBytes(NetworkWorkload network, NetworkPrecisions precisions, int tensor) {
        return packedBytes(
                network.tensors().get(tensor).elements(),
                precisions.tensorBits().get(tensor));
    }

    private static long packedBytes(long elements, int bits) {
        return Math.ceilDiv(elements * bits, 8L);
    }
}
