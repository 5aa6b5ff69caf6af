package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import java.util.List;
import java.util.Random;

/**
 * The untrained models that recipes name. Classifiers of ten classes: {@code fashion-…} for grey images of 28×28 pixels,
 * {@code cifar-…} for colour images of 32×32. For the problems of {@link dev.vernier.evaluator.data.GeneratedData}: those
 * whose names begin as theirs.
 */
public final class Architectures {
    private Architectures() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.of(
                "antiderivative-deeponet",
                "burgers-fno",
                "cifar-mobilenet",
                "cifar-resnet20",
                "fashion-dscnn",
                "fashion-resnet8",
                "graph-families-gcn",
                "language-rnn",
                "shapes-mgic",
                "shapes-nonlocal",
                "shapes-symmetric",
                "shapes-symmetric-tv",
                "sparse-coding-ista");
    }

    /**
     * A model with fresh weights; those of classifiers are drawn from normal distributions scaled for rectifiers (K. He et
     * al. 2015, arXiv:1502.01852).
     *
     * @throws IllegalArgumentException when no architecture has that name
     */
    public static Untrained create(String name, long seed) {
        requireKnown(name);
        Random random = new Random(seed);
        return switch (name) {
            case "antiderivative-deeponet" -> DeepOperator.create(new NetworkDraft(name, random));
            case "burgers-fno" -> FourierOperator.create(new NetworkDraft(name, random));
            case "cifar-mobilenet" -> new Untrained(invertedResidual(new Blocks(name, random)));
            case "cifar-resnet20" -> new Untrained(resNet20(new Blocks(name, random)));
            case "fashion-dscnn" -> new Untrained(depthwiseSeparable(new Blocks(name, random)));
            case "graph-families-gcn" -> GraphConvolution.create(new NetworkDraft(name, random));
            case "language-rnn" -> RecurrentNetwork.create(new NetworkDraft(name, random));
            case "shapes-mgic" -> MultigridNetwork.create(new NetworkDraft(name, random));
            case "shapes-nonlocal" -> NonlocalNetwork.create(new NetworkDraft(name, random));
            case "shapes-symmetric" -> SymmetricNetwork.create(new NetworkDraft(name, random), false);
            case "shapes-symmetric-tv" -> SymmetricNetwork.create(new NetworkDraft(name, random), true);
            case "sparse-coding-ista" -> UnrolledIsta.create(new NetworkDraft(name, random));
            default -> new Untrained(residual(new Blocks(name, random)));
        };
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

    /**
     * ResNet-20 for small images (K. He et al. 2016, arXiv:1512.03385, section 4.2): a stem and three stages of three
     * residual blocks with 16, 32 and 64 channels; where the extent changes, a 1×1 convolution takes the shortcut. About
     * 272,000 parameters and 41 million multiply-accumulates.
     */
    static Graph resNet20(Blocks blocks) {
        String tensor = blocks.normalized("conv1", "bn1", "relu1", blocks.input(3, 32), 16, 3, 1);
        for (int stage = 0; stage < 3; stage++) {
            for (int block = 0; block < 3; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                tensor = blocks.residual("stage" + (stage + 1) + ".block" + (block + 1), tensor, 16 << stage, stride);
            }
        }
        return blocks.classifier(tensor);
    }

    /**
     * Inverted residual blocks with linear bottlenecks, four times as wide inside (after MobileNetV2, M. Sandler et al.
     * 2018, arXiv:1801.04381, at the size of the images): about 216,000 parameters and 17 million multiply-accumulates.
     */
    private static Graph invertedResidual(Blocks blocks) {
        String tensor = blocks.normalized("conv1", "bn1", "relu1", blocks.input(3, 32), 16, 3, 1);
        int[] channels = {16, 24, 24, 40, 40, 40, 64, 64};
        for (int i = 0; i < channels.length; i++) {
            boolean halving = i == 1 || i == 3;
            tensor = blocks.inverted("block" + (i + 1), tensor, 4, channels[i], halving ? 2 : 1);
        }
        return blocks.classifier(blocks.normalized("head", "head.bn", "head.relu", tensor, 192, 1, 1));
    }
}
