package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;

/**
 * A convolutional network with non-local blocks {@code x + W·∫ k(x, x′)·g(x′)} (X. Wang et al. 2018, arXiv:1711.07971): an
 * integral over the whole image, whose kernel {@code k = softmax(θ(x)·φ(x′))} is learned. Two of them at 8×8 places with 32
 * channels; about 18,500 parameters.
 */
final class NonlocalNetwork {
    private static final int SIDE = 16;
    private static final int CLASSES = 6;
    private static final int CHANNELS = 32;
    private static final int PLACES = SIDE * SIDE / 4;

    private NonlocalNetwork() {}

    static Untrained create(Weights weights) {
        weights.graph().input("image", Shape.of(1, 1, SIDE, SIDE));
        String tensor = weights.relu("conv1.relu", weights.convolution("conv1", "image", CHANNELS / 2, 3, 1, 2));
        tensor = weights.halved("halved", tensor);
        tensor = weights.relu("conv2.relu", weights.convolution("conv2", tensor, CHANNELS, 3, 1, 2));
        tensor = block(weights, "nonlocal1", tensor);
        tensor = weights.relu("conv3.relu", weights.convolution("conv3", tensor, CHANNELS, 3, 1, 2));
        return weights.classifier(block(weights, "nonlocal2", tensor), CLASSES);
    }

    private static String block(Weights weights, String name, String input) {
        String theta = rows(weights, name + ".theta", input);
        String phi = weights.convolution(name + ".phi", input, CHANNELS / 2, 1, 1, 1);
        phi = weights.reshape(name + ".phi.columns", phi, 1, CHANNELS / 2, PLACES);
        weights.graph().node(name + ".scores", new Op.MatMul(), theta, phi);
        weights.graph().node(name + ".kernel", new Op.Softmax(-1), name + ".scores");
        weights.graph().node(name + ".integral", new Op.MatMul(), name + ".kernel", rows(weights, name + ".g", input));
        String columns = weights.transpose(name + ".columns", name + ".integral", 0, 2, 1);
        String image = weights.reshape(name + ".image", columns, 1, CHANNELS / 2, SIDE / 2, SIDE / 2);
        return weights.sum(name, weights.convolution(name + ".out", image, CHANNELS, 1, 1, 1), input);
    }

    /** A matrix at every place, and one row for each place. */
    private static String rows(Weights weights, String name, String input) {
        String image = weights.convolution(name, input, CHANNELS / 2, 1, 1, 1);
        String columns = weights.reshape(name + ".columns", image, 1, CHANNELS / 2, PLACES);
        return weights.transpose(name + ".rows", columns, 0, 2, 1);
    }
}
