package dev.vernier.evaluator.runtime;

/**
 * What {@link dev.vernier.evaluator.graph.Cell} says, number by number. All operations are 32-bit and round once, in the order
 * written here; the functions are computed in double precision and rounded once. Vectors lie row after row: those of gates
 * side by side in each row, in ONNX's order.
 */
final class CellFormulas {
    private CellFormulas() {}

    static float sigmoid(float x) {
        return (float) (1 / (1 + StrictMath.exp(-(double) x)));
    }

    static float tanh(float x) {
        return (float) StrictMath.tanh(x);
    }

    /**
     * One step of an LSTM.
     *
     * @param hidden length of a state
     * @param x sums of the inputs, rows of i, o, f, g
     * @param product of the states, with bias, likewise
     * @param h the hidden states; become those after the step
     * @param c the cell states, likewise
     */
    static void lstm(int hidden, float[] x, float[] product, float[] h, float[] c) {
        for (int i = 0; i < h.length; i++) {
            int at = i / hidden * 4 * hidden + i % hidden;
            float input = sigmoid(x[at] + product[at]);
            float output = sigmoid(x[at + hidden] + product[at + hidden]);
            float forget = sigmoid(x[at + 2 * hidden] + product[at + 2 * hidden]);
            float candidate = tanh(x[at + 3 * hidden] + product[at + 3 * hidden]);
            c[i] = forget * c[i] + input * candidate;
            h[i] = output * tanh(c[i]);
        }
    }

    /**
     * The states as the reset gates of a GRU let them through.
     *
     * @param x sums of the inputs, rows of z, r, n
     * @param gates products of the states with bias, rows of z, r
     */
    static float[] reset(int hidden, float[] x, float[] gates, float[] h) {
        float[] reset = new float[h.length];
        for (int i = 0; i < h.length; i++) {
            int row = i / hidden;
            int r = hidden + i % hidden;
            reset[i] = sigmoid(x[row * 3 * hidden + r] + gates[row * 2 * hidden + r]) * h[i];
        }
        return reset;
    }

    /**
     * One step of a GRU.
     *
     * @param gates products of the states, rows of z, r
     * @param candidates products of the {@link #reset} states, rows of n
     */
    static void gru(int hidden, float[] x, float[] gates, float[] candidates, float[] h) {
        for (int i = 0; i < h.length; i++) {
            int at = i / hidden * 3 * hidden + i % hidden;
            float z = sigmoid(x[at] + gates[i / hidden * 2 * hidden + i % hidden]);
            float n = tanh(x[at + 2 * hidden] + candidates[i]);
            h[i] = n + z * (h[i] - n);
        }
    }

    /** One step of a GRU that resets the product; {@code x} and {@code product} are rows of z, r, n. */
    static void gruResetAfter(int hidden, float[] x, float[] product, float[] h) {
        for (int i = 0; i < h.length; i++) {
            int at = i / hidden * 3 * hidden + i % hidden;
            float z = sigmoid(x[at] + product[at]);
            float r = sigmoid(x[at + hidden] + product[at + hidden]);
            float n = tanh(x[at + 2 * hidden] + r * product[at + 2 * hidden]);
            h[i] = n + z * (h[i] - n);
        }
    }
}
