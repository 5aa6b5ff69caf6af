package dev.vernier.hardware.profile;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.List;

/** A residual network of eight layers and two shortcuts, as the MLPerf Tiny benchmark has it, for images of 32×32. */
final class ResNet8 {
    private final List<NetworkWorkload.Tensor> tensors = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private ResNet8() {}

    /** 12.5 million multiply-accumulates in nine convolutions and a classifier. */
    static NetworkWorkload workload() {
        ResNet8 network = new ResNet8();
        int image = network.tensor("image", 32 * 32 * 3);
        int stem = network.conv("conv1", image, 32, 3, 32, 16, 3);
        int first = network.block("a", stem, 32, 16, 32, 16);
        int second = network.block("b", first, 32, 16, 16, 32);
        int third = network.block("c", second, 16, 32, 8, 64);
        int pooled = network.glue("pool", Step.Glue.Kind.POOL, List.of(third), 64);
        LayerWorkload classifier = new LayerWorkload("fc", LayerKind.GEMM, 1, 1, 64, 1, 1, 10, 1, 1, 1);
        network.steps.add(new Step.Layer(classifier, pooled, network.tensor("fc", 10)));
        return new NetworkWorkload(network.tensors, network.steps);
    }

    private int block(String name, int input, int inputSize, int inputs, int size, int channels) {
        int inner = conv(name + ".conv1", input, inputSize, inputs, size, channels, 3);
        int outer = conv(name + ".conv2", inner, size, channels, size, channels, 3);
        int shortcut =
                size == inputSize ? input : conv(name + ".shortcut", input, inputSize, inputs, size, channels, 1);
        return glue(name + ".add", Step.Glue.Kind.ADD, List.of(outer, shortcut), (long) size * size * channels);
    }

    private int conv(String name, int input, int inputSize, int inputs, int size, int channels, int kernel) {
        LayerWorkload work = new LayerWorkload(
                name, LayerKind.CONV, inputSize, inputSize, inputs, size, size, channels, kernel, kernel, 1);
        int output = tensor(name, work.outputElements());
        steps.add(new Step.Layer(work, input, output));
        return output;
    }

    private int glue(String name, Step.Glue.Kind kind, List<Integer> inputs, long elements) {
        int output = tensor(name, elements);
        steps.add(new Step.Glue(name, kind, inputs, output));
        return output;
    }

    private int tensor(String name, long elements) {
        tensors.add(new NetworkWorkload.Tensor(name, elements));
        return tensors.size() - 1;
    }
}
