package dev.vernier.hardware.workload;

import java.util.List;

/** Bytes that a plan stores and holds live; the same on every device. */
public final class Storage {
    /** A 32-bit scale and a 32-bit bias per output channel. */
    private static final int BYTES_PER_CHANNEL = 8;

    private static final int FLOAT_BIAS_BYTES = 4;

    private Storage() {}

    /** Bytes of all weights packed at their widths, with scales and biases. */
    public static long weightBytes(NetworkWorkload network, NetworkPrecisions precisions) {
        List<LayerWorkload> layers = network.layers();
        long bytes = 0;
        for (int i = 0; i < layers.size(); i++) {
            bytes += weightBytes(layers.get(i), precisions.layers().get(i).weightBits());
        }
        return bytes;
    }

    /** Bytes of one layer's weights packed at {@code weightBits}, with scales and biases. */
    public static long weightBytes(LayerWorkload layer, int weightBits) {
        int perChannel = weightBits == Precision.FLOAT ? FLOAT_BIAS_BYTES : BYTES_PER_CHANNEL;
        return packedBytes(layer.weights(), weightBits) + (long) perChannel * layer.outputChannels();
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
