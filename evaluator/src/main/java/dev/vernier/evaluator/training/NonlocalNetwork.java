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

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("image", Shape.of(1, 1, SIDE, SIDE));
        String tensor = draft.relu("conv1.relu", draft.convolution("conv1", "image", CHANNELS / 2, 3, 1, 2));
        tensor = draft.halved("halved", tensor);
        tensor = draft.relu("conv2.relu", draft.convolution("conv2", tensor, CHANNELS, 3, 1, 2));
        tensor = block(draft, "nonlocal1", tensor);
        tensor = draft.relu("conv3.relu", draft.convolution("conv3", tensor, CHANNELS, 3, 1, 2));
        return draft.classifier(block(draft, "nonlocal2", tensor), CLASSES);
    }

    private static String block(NetworkDraft draft, String name, String input) {
        String theta = rows(draft, name + ".theta", input);
        String phi = draft.convolution(name + ".phi", input, CHANNELS / 2, 1, 1, 1);
        phi = draft.reshape(name + ".phi.columns", phi, 1, CHANNELS / 2, PLACES);
        draft.graph().node(name + ".scores", new Op.MatMul(), theta, phi);
        draft.graph().node(name + ".kernel", new Op.Softmax(-1), name + ".scores");
        draft.graph().node(name + ".integral", new Op.MatMul(), name + ".kernel", rows(draft, name + ".g", input));
        String columns = draft.transpose(name + ".columns", name + ".integral", 0, 2, 1);
        String image = draft.reshape(name + ".image", columns, 1, CHANNELS / 2, SIDE / 2, SIDE / 2);
        return draft.sum(name, draft.convolution(name + ".out", image, CHANNELS, 1, 1, 1), input);
    }

    /** A matrix at every place, and one row for each place. */
    private static String rows(NetworkDraft draft, String name, String input) {
        String image = draft.convolution(name, input, CHANNELS / 2, 1, 1, 1);
        String columns = draft.reshape(name + ".columns", image, 1, CHANNELS / 2, PLACES);
        return draft.transpose(name + ".rows", columns, 0, 2, 1);
    }
}
