package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;

/**
 * A Fourier neural operator (Z. Li et al. 2021, arXiv:2010.08895) of one periodic dimension: four blocks
 * {@code σ(W·v + F⁻¹(R·F(v)))} over 64 points and 16 channels, R a complex matrix for each of the lowest 16 frequencies,
 * between a lifting and a projection. About 34,000 weights.
 *
 * <p>Everything is a real product. The transform F is one with a constant matrix of cosines and sines that gives, for each
 * frequency, the coefficient c = (re, im) and i·c = (−im, re) beside it; {@code R·c} is then {@code Re(R)·c + Im(R)·(i·c)},
 * a grouped convolution, which shares its real weights between the two parts as over two pixels. Nothing in the network
 * knows where the origin lies, so it takes shifted flows to shifted flows, as the equation does.
 */
final class FourierOperator {
    private static final int POINTS = 64;
    private static final int CHANNELS = 16;
    private static final int MODES = 16;
    private static final int BLOCKS = 4;
    private static final int PROJECTION = 32;

    private static final String FORWARD = "fourier";
    private static final String BACKWARD = "fourier.inverse";

    private FourierOperator() {}

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("flow", Shape.of(1, 1, 1, POINTS));
        draft.fixed(FORWARD, forward());
        draft.fixed(BACKWARD, backward());
        String tensor = draft.convolution("lift", "flow", CHANNELS, 1, 1, 1);
        for (int block = 1; block <= BLOCKS; block++) {
            tensor = block(draft, "block" + block, tensor, block < BLOCKS);
        }
        tensor = draft.relu("project1.relu", draft.convolution("project1", tensor, PROJECTION, 1, 1, 1));
        return draft.build(draft.reshape("result", draft.convolution("project2", tensor, 1, 1, 1, 1), 1, POINTS));
    }

    private static String block(NetworkDraft draft, String name, String input, boolean rectified) {
        String local = draft.convolution(name + ".local", input, CHANNELS, 1, 1, 1);
        String spectral = spectral(draft, name, input);
        draft.graph().node(name + ".add", new Op.Add(), local, spectral);
        return rectified ? draft.relu(name + ".relu", name + ".add") : name + ".add";
    }

    /** {@code F⁻¹(R·F(v))} */
    private static String spectral(NetworkDraft draft, String name, String input) {
        String rows = draft.reshape(name + ".rows", input, 1, CHANNELS, POINTS);
        draft.graph().node(name + ".fourier", new Op.MatMul(), rows, FORWARD);
        String split = draft.reshape(name + ".split", name + ".fourier", 1, CHANNELS, MODES, 2, 2);
        String byMode = draft.transpose(name + ".by-mode", split, 0, 2, 3, 1, 4);
        String stacked = draft.reshape(name + ".stacked", byMode, 1, MODES * 2 * CHANNELS, 1, 2);
        draft.normal(name + ".spectral.weight", 1.0 / CHANNELS, MODES * CHANNELS, 2 * CHANNELS, 1, 1);
        draft.graph()
                .node(
                        name + ".spectral",
                        new Op.Conv(Window.square(1, 1, 0), MODES),
                        stacked,
                        name + ".spectral.weight");
        String mixed = draft.reshape(name + ".mixed", name + ".spectral", 1, MODES, CHANNELS, 2);
        String byChannel = draft.transpose(name + ".by-channel", mixed, 0, 2, 1, 3);
        String coefficients = draft.reshape(name + ".coefficients", byChannel, 1, CHANNELS, 2 * MODES);
        draft.graph().node(name + ".inverse", new Op.MatMul(), coefficients, BACKWARD);
        return draft.reshape(name + ".image", name + ".inverse", 1, CHANNELS, 1, POINTS);
    }

    /** [points, modes · 4]: (cos, −sin, sin, cos) of each frequency, scaled to keep lengths. */
    private static Tensor forward() {
        float[] matrix = new float[POINTS * MODES * 4];
        for (int point = 0; point < POINTS; point++) {
            for (int mode = 0; mode < MODES; mode++) {
                int at = (point * MODES + mode) * 4;
                matrix[at] = cosine(point * mode);
                matrix[at + 1] = sine(-point * mode);
                matrix[at + 2] = sine(point * mode);
                matrix[at + 3] = cosine(point * mode);
            }
        }
        return Tensor.floats(matrix, POINTS, MODES * 4);
    }

    /** [modes · 2, points]: (cos, −sin) of each frequency; all but the mean stand for their conjugates, too. */
    private static Tensor backward() {
        float[] matrix = new float[MODES * 2 * POINTS];
        for (int mode = 0; mode < MODES; mode++) {
            float factor = mode == 0 ? 1 : 2;
            for (int point = 0; point < POINTS; point++) {
                matrix[2 * mode * POINTS + point] = factor * cosine(point * mode);
                matrix[(2 * mode + 1) * POINTS + point] = factor * sine(-point * mode);
            }
        }
        return Tensor.floats(matrix, MODES * 2, POINTS);
    }

    private static float cosine(int turns) {
        return (float) (StrictMath.cos(2 * Math.PI * (turns % POINTS) / POINTS) / Math.sqrt(POINTS));
    }

    private static float sine(int turns) {
        return (float) (StrictMath.sin(2 * Math.PI * (turns % POINTS) / POINTS) / Math.sqrt(POINTS));
    }
}
