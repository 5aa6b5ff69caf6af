package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import java.util.List;
import java.util.Random;

/**
 * Well-known topologies with random weights, for colour images of 32×32 pixels and ten classes: what speed is measured
 * on.
 */
public final class UntrainedNetworks {
    private static final int EXTENT = 32;
    private static final int COLOURS = 3;

    private UntrainedNetworks() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.of("mobilenet", "resnet20");
    }

    /**
     * A network whose weights are drawn from normal distributions scaled for rectifiers (K. He et al. 2015,
     * arXiv:1502.01852).
     *
     * @throws IllegalArgumentException when no topology has that name
     */
    public static Graph create(String name, long seed) {
        Blocks blocks = new Blocks(name, new Random(seed));
        return switch (name) {
            case "mobilenet" -> depthwiseSeparable(blocks);
            case "resnet20" -> Architectures.resNet20(blocks);
            default ->
                throw new IllegalArgumentException("there is no topology '" + name + "' (there are " + names() + ")");
        };
    }

    /**
     * A stem and seven depthwise-separable blocks up to 512 channels, of which three halve the image (after MobileNets,
     * arXiv:1704.04861, table 1, for images of this size): about 23 million multiply-accumulates.
     */
    private static Graph depthwiseSeparable(Blocks blocks) {
        String tensor = blocks.normalized("conv1", "bn1", "relu1", blocks.input(COLOURS, EXTENT), 32, 3, 1);
        int[] channels = {64, 128, 128, 256, 256, 512, 512};
        for (int i = 0; i < channels.length; i++) {
            tensor = blocks.separable("block" + (i + 1), tensor, channels[i], i % 2 == 1 ? 2 : 1);
        }
        return blocks.classifier(tensor);
    }
}
