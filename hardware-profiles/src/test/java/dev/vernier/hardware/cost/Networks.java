package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Networks to price. */
final class Networks {
    private Networks() {}

    static LayerWorkload conv(String name, int size, int inputs, int outputs, int kernel, int groups) {
        LayerKind kind = groups > 1 && groups == inputs ? LayerKind.DEPTHWISE : LayerKind.CONV;
        return new LayerWorkload(name, kind, size, size, inputs, size, size, outputs, kernel, kernel, groups);
    }

    static LayerWorkload gemm(String name, int rows, int depth, int columns) {
        return new LayerWorkload(name, LayerKind.GEMM, rows, 1, depth, rows, 1, columns, 1, 1, 1);
    }

    /** A layer of each kind, and a few more, of random sizes within what the test table covers. */
    static List<LayerWorkload> layers(RandomGenerator random, int count) {
        List<LayerWorkload> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int size = random.nextInt(4, 29);
            int channels = 8 * random.nextInt(1, 9);
            layers.add(
                    switch (i % 4) {
                        case 0 -> conv("l" + i, size, channels, 8 * random.nextInt(1, 9), 3, 1);
                        case 1 -> conv("l" + i, size, channels, channels, 3, channels);
                        case 2 -> conv("l" + i, size, channels, 8 * random.nextInt(1, 9), 1, 1);
                        default -> gemm("l" + i, random.nextInt(1, 65), channels, 8 * random.nextInt(1, 9));
                    });
        }
        return layers;
    }

    /**
     * The layers side by side, each between an input and an output tensor of its own, and each followed by a sum of its
     * output with itself.
     */
    static NetworkWorkload of(List<LayerWorkload> layers) {
        List<NetworkWorkload.Tensor> tensors = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (LayerWorkload layer : layers) {
            int first = tensors.size();
            tensors.add(new NetworkWorkload.Tensor(layer.name() + " in", layer.inputElements()));
            tensors.add(new NetworkWorkload.Tensor(layer.name() + " out", layer.outputElements()));
            tensors.add(new NetworkWorkload.Tensor(layer.name() + " sum", layer.outputElements()));
            steps.add(new Step.Layer(layer, first, first + 1));
            steps.add(
                    new Step.Glue(layer.name() + " add", Step.Glue.Kind.ADD, List.of(first + 1, first + 1), first + 2));
        }
        return new NetworkWorkload(tensors, steps);
    }

    /** A plan that holds every activation at one width. */
    static NetworkPrecisions plan(NetworkWorkload network, List<Precision> layers, int activationBits) {
        return new NetworkPrecisions(
                layers, Collections.nCopies(network.tensors().size(), activationBits));
    }

    static NetworkPrecisions uniform(NetworkWorkload network, Precision precision) {
        return plan(network, Collections.nCopies(network.layers().size(), precision), precision.activationBits());
    }
}
