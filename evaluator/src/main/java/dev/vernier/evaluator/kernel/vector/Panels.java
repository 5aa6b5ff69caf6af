package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;

/**
 * How the output channels of a part are cut into panels of a few vectors each, as equal as they can be. Weights lie panel
 * after panel, each [depth][vectors × lanes]; the last vector is filled up.
 */
final class Panels {
    private final int channels;
    private final int[] vectors;

    /** The first channel of each panel, and where they end. */
    private final int[] columns;

    private Panels(int channels, int count) {
        this.channels = channels;
        vectors = new int[count];
        columns = new int[count + 1];
        int total = Math.ceilDiv(channels, LANES);
        for (int p = 0; p < count; p++) {
            vectors[p] = (total - columns[p] / LANES) / (count - p);
            columns[p + 1] = columns[p] + vectors[p] * LANES;
        }
    }

    /** Panels that fit the registers. */
    static Panels of(int channels) {
        return new Panels(channels, Math.ceilDiv(Math.ceilDiv(channels, LANES), VectorConvolution.MAX_VECTORS));
    }

    /** All channels in one panel. */
    static Panels whole(int channels) {
        return new Panels(channels, 1);
    }

    int count() {
        return vectors.length;
    }

    /** Vectors of channels in a panel. */
    int vectors(int panel) {
        return vectors[panel];
    }

    /** The first channel of a panel, counted within the part. */
    int column(int panel) {
        return columns[panel];
    }

    /** Channels of a panel. */
    int width(int panel) {
        return Math.min(columns[panel + 1], channels) - columns[panel];
    }

    /** Most columns in one panel. */
    int widest() {
        return vectors[vectors.length - 1] * LANES;
    }

    /** Columns of all panels: the channels, and what fills up the last vector. */
    int padded() {
        return columns[vectors.length];
    }

    /** The panel that a channel is in. */
    int panelOf(int channel) {
        int panel = 0;
        while (columns[panel + 1] <= channel) {
            panel++;
        }
        return panel;
    }

    /** Tells where each weight of one output channel goes. */
    interface WeightSink {
        /**
         * @param kernelColumn and {@code kernelRow}, {@code input}: the place of the weight
         * @param source its index
         */
        void put(int kernelColumn, int kernelRow, int input, int source);
    }

    /** Goes through the weights of an output channel as they are given, in ONNX order. */
    static void forEachWeight(ConvShape shape, int channel, WeightSink sink) {
        int source = channel * shape.depth();
        for (int c = 0; c < shape.groupInputs(); c++) {
            for (int kh = 0; kh < shape.kernelHeight(); kh++) {
                for (int kw = 0; kw < shape.kernelWidth(); kw++) {
                    sink.put(kw, kh, c, source++);
                }
            }
        }
    }
}
