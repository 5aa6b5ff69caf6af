package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The blocks that architectures are made of, with fresh weights drawn in the order of the calls. */
final class Blocks {
    private static final float EPSILON = 1e-5f;
    private static final int CLASSES = 10;

    private final Graph.Builder graph;
    private final Random random;

    Blocks(String name, Random random) {
        this.graph = Graph.builder(name);
        this.random = random;
    }

    /** A square image. */
    String input(int channels, int extent) {
        graph.input("image", Shape.of(1, channels, extent, extent));
        return "image";
    }

    /**
     * Two 3×3 convolutions, the first with the stride, added to the input; where that has another shape, to a 1×1
     * convolution of it.
     */
    String residual(String name, String input, int channels, int stride) {
        String main = normalized(name + ".conv1", name + ".bn1", name + ".relu1", input, channels, 3, stride);
        main = convolution(name + ".conv2", name + ".bn2", main, channels, 3, 1, 1);
        String shortcut = graph.shape(input).equals(graph.shape(main))
                ? input
                : convolution(name + ".shortcut", name + ".shortcut.bn", input, channels, 1, stride, 1);
        graph.node(name + ".add", new Op.Add(), main, shortcut);
        return relu(name + ".relu2", name + ".add");
    }

    /** A 3×3 depthwise convolution and a 1×1 convolution across the channels, each with its rectifier. */
    String separable(String name, String input, int channels, int stride) {
        int depth = graph.shape(input).get(1);
        String spatial = convolution(name + ".depthwise", name + ".bn1", input, depth, 3, stride, depth);
        return normalized(
                name + ".pointwise", name + ".bn2", name + ".relu2", relu(name + ".relu1", spatial), channels, 1, 1);
    }

    /**
     * A 1×1 convolution that widens, a 3×3 depthwise one with the stride, and a 1×1 one that narrows, without a rectifier
     * behind it; added to the input where that has the same shape.
     */
    String inverted(String name, String input, int expansion, int channels, int stride) {
        int inner = expansion * graph.shape(input).get(1);
        String wide = normalized(name + ".expand", name + ".bn1", name + ".relu1", input, inner, 1, 1);
        String spatial = convolution(name + ".depthwise", name + ".bn2", wide, inner, 3, stride, inner);
        String main = convolution(name + ".project", name + ".bn3", relu(name + ".relu2", spatial), channels, 1, 1, 1);
        if (!graph.shape(input).equals(graph.shape(main))) {
            return main;
        }
        graph.node(name + ".add", new Op.Add(), main, input);
        return name + ".add";
    }

    /** A dense convolution, batch normalization and a rectifier. */
    String normalized(String name, String norm, String relu, String input, int channels, int kernel, int stride) {
        return relu(relu, convolution(name, norm, input, channels, kernel, stride, 1));
    }

    /** The mean over the image and a dense layer; the whole graph. */
    Graph classifier(String input) {
        graph.node("pool", new Op.GlobalAveragePool(), input);
        graph.node("flatten", new Op.Flatten(1), "pool");
        int depth = graph.shape("flatten").get(1);
        graph.constant("fc.weight", Tensor.floats(normal(CLASSES * depth, depth), CLASSES, depth));
        graph.constant("fc.bias", constant(0, CLASSES));
        Op gemm = new Op.Gemm(1, 1, false, true);
        return graph.node(new Node("fc", gemm, List.of("flatten", "fc.weight", "fc.bias"), "logits"))
                .output("logits")
                .build();
    }

    private String convolution(
            String name, String norm, String input, int channels, int kernel, int stride, int groups) {
        int depth = graph.shape(input).get(1) / groups;
        float[] weights = normal(channels * depth * kernel * kernel, depth * kernel * kernel);
        graph.constant(name + ".weight", Tensor.floats(weights, channels, depth, kernel, kernel));
        graph.node(name, new Op.Conv(Window.square(kernel, stride, kernel / 2), groups), input, name + ".weight");
        graph.constant(norm + ".scale", constant(1, channels));
        graph.constant(norm + ".bias", constant(0, channels));
        graph.constant(norm + ".mean", constant(0, channels));
        graph.constant(norm + ".variance", constant(1, channels));
        Op normalization = new Op.BatchNormalization(EPSILON);
        graph.node(norm, normalization, name, norm + ".scale", norm + ".bias", norm + ".mean", norm + ".variance");
        return norm;
    }

    private String relu(String name, String input) {
        graph.node(name, new Op.Relu(), input);
        return name;
    }

    private float[] normal(int count, int fanIn) {
        double deviation = Math.sqrt(2.0 / fanIn);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static Tensor constant(float value, int count) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return Tensor.floats(values, count);
    }
}
