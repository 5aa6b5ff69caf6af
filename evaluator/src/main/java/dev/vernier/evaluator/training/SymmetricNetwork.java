package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;

/**
 * A residual network whose blocks are steps of a stable diffusion, {@code x − Kᵀ·σ(K·x)} (L. Ruthotto, E. Haber 2020,
 * arXiv:1804.04272), so that errors of rounding do not grow from block to block; optionally σ is followed by smoothing of total
 * variation, three steps {@code x ← x − γ²·(D_x + D_y)·x} (I. Ben-Yair et al. 2021, arXiv:2105.13434), which are one fixed
 * depthwise convolution. Four blocks of 24 channels at two resolutions; about 21,000 weights, K stored beside its transpose.
 */
final class SymmetricNetwork {
    private static final int SIDE = 16;
    private static final int CLASSES = 6;
    private static final int CHANNELS = 24;
    private static final int BLOCKS = 4;
    private static final double STEP = 0.12;
    private static final int SMOOTHINGS = 3;
    private static final String SMOOTHING = "smoothing";

    private SymmetricNetwork() {}

    static Untrained create(NetworkDraft draft, boolean smooth) {
        draft.graph().input("image", Shape.of(1, 1, SIDE, SIDE));
        if (smooth) {
            draft.fixed(SMOOTHING, smoothing());
        }
        String tensor = draft.relu("stem.relu", draft.convolution("stem", "image", CHANNELS, 3, 1, 2));
        for (int block = 1; block <= BLOCKS; block++) {
            if (block == BLOCKS / 2 + 1) {
                tensor = draft.halved("halved", tensor);
            }
            tensor = block(draft, "block" + block, tensor, smooth);
        }
        return draft.classifier(tensor, CLASSES);
    }

    private static String block(NetworkDraft draft, String name, String input, boolean smooth) {
        Window window = Window.square(3, 1, 1);
        String inner = draft.relu(name + ".relu", draft.convolution(name + ".conv", input, CHANNELS, 3, 1, 0.5));
        if (smooth) {
            draft.graph().node(name + ".smooth", new Op.Conv(Window.square(7, 1, 3), CHANNELS), inner, SMOOTHING);
            inner = name + ".smooth";
        }
        draft.mirrored(name + ".transposed.weight", new Mirror(name + ".conv.weight", -1));
        draft.graph().node(name + ".transposed", new Op.Conv(window, 1), inner, name + ".transposed.weight");
        return draft.sum(name, name + ".transposed", input);
    }

    /** The kernel of all smoothing steps together, for each channel. */
    private static Tensor smoothing() {
        double[][] kernel = {{1}};
        for (int step = 0; step < SMOOTHINGS; step++) {
            int side = kernel.length;
            double[][] wider = new double[side + 2][side + 2];
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    wider[y + 1][x + 1] += (1 - 4 * STEP) * kernel[y][x];
                    wider[y][x + 1] += STEP * kernel[y][x];
                    wider[y + 2][x + 1] += STEP * kernel[y][x];
                    wider[y + 1][x] += STEP * kernel[y][x];
                    wider[y + 1][x + 2] += STEP * kernel[y][x];
                }
            }
            kernel = wider;
        }
        int side = kernel.length;
        float[] all = new float[CHANNELS * side * side];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) kernel[i / side % side][i % side];
        }
        return Tensor.floats(all, CHANNELS, 1, side, side);
    }
}
