package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;

/**
 * The weights of one group as floats, in panels of up to {@link Tiles#MAX_VECTORS} vectors of output channels; the last
 * vector is filled up with zeros.
 *
 * @param data panel after panel, each [depth][vectors × LANES]
 * @param starts where each panel begins in {@code data}
 * @param vectors how many vectors of channels each panel has
 * @param columns the first output channel of each panel, counted within the group
 */
record Panels(float[] data, int[] starts, int[] vectors, int[] columns) {
    /**
     * Lays out the weights of a group, counted from their zero points. Depth runs in the order in which {@link Strips}
     * lays out the input: kernel column, kernel row, channel.
     */
    static Panels of(ConvShape shape, byte[] weights, byte[] zeroPoints, int group) {
        int outputs = shape.groupOutputs();
        int depth = shape.depth();
        int total = Math.ceilDiv(outputs, LANES);
        int count = Math.ceilDiv(total, Tiles.MAX_VECTORS);
        float[] data = new float[Math.multiplyExact(depth, total * LANES)];
        int[] starts = new int[count];
        int[] vectors = new int[count];
        int[] columns = new int[count];
        int done = 0;
        for (int p = 0; p < count; p++) {
            vectors[p] = (total - done) / (count - p);
            columns[p] = done * LANES;
            starts[p] = columns[p] * depth;
            done += vectors[p];
            int width = vectors[p] * LANES;
            for (int n = columns[p]; n < Math.min(columns[p] + width, outputs); n++) {
                int channel = group * outputs + n;
                fill(shape, weights, zeroPoints[channel], channel, data, starts[p] + n - columns[p], width);
            }
        }
        return new Panels(data, starts, vectors, columns);
    }

    private static void fill(
            ConvShape shape, byte[] weights, int zeroPoint, int channel, float[] data, int first, int width) {
        int source = channel * shape.depth();
        for (int c = 0; c < shape.groupInputs(); c++) {
            for (int kh = 0; kh < shape.kernelHeight(); kh++) {
                for (int kw = 0; kw < shape.kernelWidth(); kw++) {
                    int k = (kw * shape.kernelHeight() + kh) * shape.groupInputs() + c;
                    data[first + k * width] = weights[source++] - zeroPoint;
                }
            }
        }
    }

    int count() {
        return starts.length;
    }
}
