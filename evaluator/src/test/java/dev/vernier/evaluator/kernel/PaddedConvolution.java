package dev.vernier.evaluator.kernel;

import java.lang.foreign.ValueLayout;

/**
 * The oracle: the textbook convolution over an image that is really padded, sums in 64 bits and real numbers in double.
 * A double holds the product of two floats exactly, and rounding a quotient of floats first to double and then to float
 * is the same as rounding it once (53 ≥ 2·24 + 2 bits).
 */
final class PaddedConvolution {
    private PaddedConvolution() {}

    static long[] sums(KernelCase each, byte[] input) {
        ConvShape s = each.shape();
        byte[] weights = each.weights();
        byte[] zeroPoints = each.zeroPoints();
        int channels = s.groupInputs();
        long[] sums = new long[s.outputElements(each.images())];
        for (int i = 0; i < sums.length; i++) {
            int m = i % s.outputChannels();
            int column = i / s.outputChannels() % s.outputWidth();
            int row = i / s.outputChannels() / s.outputWidth() % s.outputHeight();
            int image = i / s.outputChannels() / s.outputWidth() / s.outputHeight();
            int group = m / s.groupOutputs();
            int k = m * s.depth();
            for (int c = group * channels; c < (group + 1) * channels; c++) {
                for (int h = 0; h < s.kernelHeight(); h++) {
                    for (int w = 0; w < s.kernelWidth(); w++) {
                        int y = row * s.strideHeight() + h * s.dilationHeight();
                        int x = column * s.strideWidth() + w * s.dilationWidth();
                        sums[i] += (weights[k++] - zeroPoints[m]) * padded(each, input, image, y, x, c);
                    }
                }
            }
        }
        return sums;
    }

    /** The centred value at row y and column x of the padded image. */
    private static long padded(KernelCase each, byte[] input, int image, int y, int x, int channel) {
        ConvShape s = each.shape();
        int row = y - s.padTop();
        int column = x - s.padLeft();
        boolean inside = row >= 0 && row < s.inputHeight() && column >= 0 && column < s.inputWidth();
        return inside
                ? (input[((image * s.inputHeight() + row) * s.inputWidth() + column) * s.inputChannels() + channel]
                                & 0xFF)
                        - each.inputZeroPoint()
                : 0;
    }

    static float[] floats(long[] sums, Epilogue.Scaled epilogue) {
        float[] floats = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            int channel = i % epilogue.bias().length;
            long sum = sums[i] + epilogue.bias()[channel];
            double y = (float) ((double) (float) (int) sum * epilogue.multiplier()[channel]);
            floats[i] = (float) Math.clamp(y, (double) epilogue.low(), (double) epilogue.high());
        }
        return floats;
    }

    static byte[] joined(long[] sums, Epilogue.ToJoin join) {
        byte[] codes = codes(sums, join.codes());
        Epilogue.Addition addition = join.addition();
        for (int i = 0; i < codes.length; i++) {
            int own = (codes[i] & 0xFF) - join.codes().zeroPoint();
            int other = (join.other().get(ValueLayout.JAVA_BYTE, i) & 0xFF) - addition.otherZeroPoint();
            double sum = (double) (float) ((double) own * join.codes().scale())
                    + (float) ((double) other * addition.otherScale());
            double y = Math.clamp((float) sum, (double) addition.low(), (double) addition.high());
            codes[i] = (byte) Math.clamp(
                    Math.rint((float) (y / addition.scale())) + addition.zeroPoint(),
                    (double) addition.minCode(),
                    (double) addition.maxCode());
        }
        return codes;
    }

    static byte[] codes(long[] sums, Epilogue.ToCodes epilogue) {
        float[] floats = floats(sums, epilogue);
        byte[] codes = new byte[floats.length];
        for (int i = 0; i < codes.length; i++) {
            double steps = (float) ((double) floats[i] / epilogue.scale());
            codes[i] = (byte) Math.clamp(
                    Math.rint(steps) + epilogue.zeroPoint(), (double) epilogue.minCode(), (double) epilogue.maxCode());
        }
        return codes;
    }
}
