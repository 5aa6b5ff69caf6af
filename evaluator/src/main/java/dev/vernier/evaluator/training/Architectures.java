package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import java.util.List;
import java.util.Random;

/** The untrained models that recipes name: for grey images of 28×28 pixels and ten classes. */
public final class Architectures {
    private Architectures() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.of("fashion-dscnn", "fashion-resnet8");
    }

    /**
     * A model with fresh weights, drawn from normal distributions scaled for rectifiers (K. He et al. 2015,
     * arXiv:1502.01852).
     *
     * @throws IllegalArgumentException when no architecture has that name
     */
    public static Graph create(String name, long seed) {
        requireKnown(name);
        Blocks blocks = new Blocks(name, new Random(seed));
        return name.equals("fashion-dscnn") ? depthwiseSeparable(blocks) : residual(blocks);
    }

    static void requireKnown(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("there is no architecture '" + name + "' (there are " + names() + ")");
        }
    }

    /**
     * A stem and three residual blocks of two 3×3 convolutions, each halving the image (after ResNet-8 of the MLPerf Tiny
     * benchmark, arXiv:2106.07597): about 82,000 parameters.
     */
    private static Graph residual(Blocks blocks) {
        String stem = blocks.normalized("conv1", "bn1", "relu1", blocks.input(1, 28), 16, 3, 1);
        String first = blocks.residual("block1", stem, 32, 2);
        String second = blocks.residual("block2", first, 40, 2);
        String third = blocks.residual("block3", second, 48, 2);
        return blocks.classifier(third);
    }

    /**
     * A stem and six depthwise-separable blocks, of which the first, the third and the last halve the image (after
     * MobileNets, arXiv:1704.04861, at the size of the MLPerf Tiny benchmark, arXiv:2106.07597): about 38,000 parameters.
     */
    private static Graph depthwiseSeparable(Blocks blocks) {
        String tensor = blocks.normalized("conv1", "bn1", "relu1", blocks.input(1, 28), 16, 3, 1);
        int[] channels = {32, 48, 64, 96, 96, 128};
        for (int i = 0; i < channels.length; i++) {
            boolean halving = i == 0 || i == 2 || i == 5;
            tensor = blocks.separable("block" + (i + 1), tensor, channels[i], halving ? 2 : 1);
        }
        return blocks.classifier(tensor);
    }
}
