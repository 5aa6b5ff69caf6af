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

/** The untrained models that recipes name. */
public final class Architectures {
    private static final float EPSILON = 1e-5f;

    private Architectures() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.of("fashion-resnet8");
    }

    /**
     * A model with fresh weights, drawn from normal distributions scaled for rectifiers (K. He et al. 2015,
     * arXiv:1502.01852).
     *
     * @throws IllegalArgumentException when no architecture has that name
     */
    public static Graph create(String name, long seed) {
        requireKnown(name);
        return new Residual(name, new Random(seed)).build();
    }

    static void requireKnown(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("there is no architecture '" + name + "' (there are " + names() + ")");
        }
    }

    /**
     * A stem and three residual blocks of two 3×3 convolutions, each halving the image (after ResNet-8 of the MLPerf Tiny
     * benchmark, arXiv:2106.07597), for grey images of 28×28 pixels and ten classes: about 82,000 parameters.
     */
    private static final class Residual {
        private final Graph.Builder graph;
        private final Random random;

        Residual(String name, Random random) {
            this.graph = Graph.builder(name);
            this.random = random;
        }

        Graph build() {
            graph.input("image", Shape.of(1, 1, 28, 28));
            String stem = relu("relu1", convolution("conv1", "bn1", "image", 16, 3, 1));
            String first = block("block1", stem, 32);
            String second = block("block2", first, 40);
            String third = block("block3", second, 48);
            graph.node("pool", new Op.GlobalAveragePool(), third);
            graph.node("flatten", new Op.Flatten(1), "pool");
            return classifier("flatten", 10).output("logits").build();
        }

        private String block(String name, String input, int channels) {
            String main = convolution(name + ".conv1", name + ".bn1", input, channels, 3, 2);
            main = relu(name + ".relu1", main);
            main = convolution(name + ".conv2", name + ".bn2", main, channels, 3, 1);
            String shortcut = convolution(name + ".shortcut", name + ".shortcut.bn", input, channels, 1, 2);
            graph.node(name + ".add", new Op.Add(), main, shortcut);
            return relu(name + ".relu2", name + ".add");
        }

        private String convolution(String name, String norm, String input, int channels, int kernel, int stride) {
            int depth = graph.shape(input).get(1);
            float[] weights = normal(channels * depth * kernel * kernel, depth * kernel * kernel);
            graph.constant(name + ".weight", Tensor.floats(weights, channels, depth, kernel, kernel));
            graph.node(name, new Op.Conv(Window.square(kernel, stride, kernel / 2), 1), input, name + ".weight");
            graph.constant(norm + ".scale", constant(1, channels));
            graph.constant(norm + ".bias", constant(0, channels));
            graph.constant(norm + ".mean", constant(0, channels));
            graph.constant(norm + ".variance", constant(1, channels));
            graph.node(
                    norm,
                    new Op.BatchNormalization(EPSILON),
                    name,
                    norm + ".scale",
                    norm + ".bias",
                    norm + ".mean",
                    norm + ".variance");
            return norm;
        }

        private String relu(String name, String input) {
            graph.node(name, new Op.Relu(), input);
            return name;
        }

        private Graph.Builder classifier(String input, int classes) {
            int depth = graph.shape(input).get(1);
            graph.constant("fc.weight", Tensor.floats(normal(classes * depth, depth), classes, depth));
            graph.constant("fc.bias", constant(0, classes));
            Op gemm = new Op.Gemm(1, 1, false, true);
            return graph.node(new Node("fc", gemm, List.of(input, "fc.weight", "fc.bias"), "logits"));
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
}
