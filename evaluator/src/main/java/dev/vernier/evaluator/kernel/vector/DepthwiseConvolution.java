package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import jdk.incubator.vector.FloatVector;

/** A convolution in which each channel has a window of its own: vectors hold neighbouring channels. */
final class DepthwiseConvolution extends VectorConvolution {
    private final Panels panels;
    private final int taps;

    /** Channels, rounded up to whole vectors. */
    private final int width;

    /** [kernel column][kernel row][width], the order of a window in {@link Strips}; zeros fill up. */
    private final float[] weights;

    DepthwiseConvolution(ConvShape shape, Precision precision, byte[] codes, byte[] zeroPoints) {
        super(shape, precision, 1, new FloatStrips(shape, shape.inputChannels()));
        panels = Panels.whole(shape.outputChannels());
        taps = shape.depth();
        width = Math.ceilDiv(shape.outputChannels(), LANES) * LANES;
        weights = new float[Math.multiplyExact(taps, width)];
        int source = 0;
        for (int c = 0; c < shape.outputChannels(); c++) {
            for (int kh = 0; kh < shape.kernelHeight(); kh++) {
                for (int kw = 0; kw < shape.kernelWidth(); kw++) {
                    weights[(kw * shape.kernelHeight() + kh) * width + c] = codes[source++] - zeroPoints[c];
                }
            }
        }
    }

    /** Whether a shape is computed by this class: one output for each channel, and sums that a float holds. */
    static boolean fits(ConvShape shape, byte[] codes, byte[] zeroPoints) {
        return shape.groups() == shape.inputChannels()
                && shape.groups() == shape.outputChannels()
                && shape.depth() <= FloatConvolution.exactDepth(codes, zeroPoints);
    }

    @Override
    public long weightBytes() {
        return (long) weights.length * Float.BYTES;
    }

    @Override
    Panels panels() {
        return panels;
    }

    @Override
    int correction(int channel, int inputZeroPoint, VectorScratch scratch) {
        return 0;
    }

    @Override
    void reserveWeights(int elements, VectorScratch scratch) {}

    @Override
    int unpackedDepth() {
        return 0;
    }

    @Override
    void unpack(int part, int panel, VectorScratch scratch) {}

    /** The last channels go first: what they write beyond a row is overwritten by the first channels of the next. */
    @Override
    void sum(int part, int panel, int position, int rows, VectorScratch scratch) {
        for (int channel = width - LANES; channel >= 0; channel -= LANES) {
            sixRows(scratch.floats, strips.windows(), position, channel, scratch.floatTile);
        }
        FloatTiles.add(scratch.floatTile, scratch.bias, scratch.sums, rows * shape.outputChannels());
    }

    @Override
    void sumFew(int part, int panel, int rows, VectorScratch scratch) {
        sum(part, panel, 0, rows, scratch);
    }

    private void sixRows(float[] a, int[] at, int position, int channel, float[] tile) {
        int channels = shape.outputChannels();
        int a0 = at[position] + channel;
        int a1 = at[position + 1] + channel;
        int a2 = at[position + 2] + channel;
        int a3 = at[position + 3] + channel;
        int a4 = at[position + 4] + channel;
        int a5 = at[position + 5] + channel;
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector c2 = FloatVector.zero(FLOATS);
        FloatVector c3 = FloatVector.zero(FLOATS);
        FloatVector c4 = FloatVector.zero(FLOATS);
        FloatVector c5 = FloatVector.zero(FLOATS);
        for (int k = 0; k < taps; k++) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, channel + k * width);
            c0 = FloatVector.fromArray(FLOATS, a, a0 + k * channels).fma(w, c0);
            c1 = FloatVector.fromArray(FLOATS, a, a1 + k * channels).fma(w, c1);
            c2 = FloatVector.fromArray(FLOATS, a, a2 + k * channels).fma(w, c2);
            c3 = FloatVector.fromArray(FLOATS, a, a3 + k * channels).fma(w, c3);
            c4 = FloatVector.fromArray(FLOATS, a, a4 + k * channels).fma(w, c4);
            c5 = FloatVector.fromArray(FLOATS, a, a5 + k * channels).fma(w, c5);
        }
        c0.intoArray(tile, channel);
        c1.intoArray(tile, channel + channels);
        c2.intoArray(tile, channel + 2 * channels);
        c3.intoArray(tile, channel + 3 * channels);
        c4.intoArray(tile, channel + 4 * channels);
        c5.intoArray(tile, channel + 5 * channels);
    }
}
