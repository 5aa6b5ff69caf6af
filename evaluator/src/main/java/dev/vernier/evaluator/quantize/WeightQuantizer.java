package dev.vernier.evaluator.quantize;

import java.util.Arrays;

/**
 * Symmetric quantization of weights, one scale per output channel. The clipping limit is searched from the largest
 * magnitude downwards in steps of one percent for the least {@code Σ|w − ŵ|^2.5}, as in BRECQ (Li et al., 2021,
 * arXiv:2102.05426), whose power is 2.4; this one needs only a square root. One-bit weights take the mean magnitude as scale, which is least squares (Rastegari et al., 2016,
 * arXiv:1603.05279).
 */
public final class WeightQuantizer {
    private static final int STEPS = 80;
    private static final double STEP = 0.01;

    private WeightQuantizer() {}

    /**
     * @param weights output channel outermost; finite
     * @param channels number of output channels, dividing the number of weights
     * @param bits width, 1…8. At two bits, the codes that err less on the whole layer are taken
     * @param floors smallest scale allowed in each channel, so that the layer's bias can be expressed in 32 bits
     */
    public static QuantizedWeights quantize(float[] weights, int channels, int bits, float[] floors) {
        return switch (bits) {
            case 1 ->
                quantize(weights, channels, bits, floors, WeightCodes.SIGN).weights();
            case 2 -> {
                Fit twos = quantize(weights, channels, bits, floors, WeightCodes.TWOS_COMPLEMENT);
                Fit midRise = quantize(weights, channels, bits, floors, WeightCodes.MID_RISE);
                yield midRise.error() < twos.error() ? midRise.weights() : twos.weights();
            }
            case 3, 4, 5, 6, 7, 8 ->
                quantize(weights, channels, bits, floors, WeightCodes.RESTRICTED)
                        .weights();
            default -> throw new IllegalArgumentException("weight width " + bits + " is not in 1…8");
        };
    }

    private record Fit(QuantizedWeights weights, double error) {}

    private static Fit quantize(float[] weights, int channels, int bits, float[] floors, WeightCodes kind) {
        int depth = weights.length / channels;
        float[] scales = new float[channels];
        byte[] codes = new byte[weights.length];
        double total = 0;
        for (int c = 0; c < channels; c++) {
            float[] channel = Arrays.copyOfRange(weights, c * depth, (c + 1) * depth);
            scales[c] = scale(channel, bits, kind, floors[c]);
            total += error(channel, scales[c], bits, kind);
            for (int k = 0; k < depth; k++) {
                codes[c * depth + k] = (byte) kind.nearest((double) channel[k] / scales[c], bits);
            }
        }
        return new Fit(new QuantizedWeights(bits, kind, codes, scales), total);
    }

    private static float scale(float[] channel, int bits, WeightCodes kind, float floor) {
        double largest = 0;
        double sum = 0;
        for (float w : channel) {
            largest = Math.max(largest, Math.abs(w));
            sum += Math.abs(w);
        }
        float least = Math.max(floor, Float.MIN_NORMAL);
        if (largest == 0) {
            return floor > 0 ? least : 1;
        }
        if (kind == WeightCodes.SIGN) {
            return Math.max((float) (sum / channel.length), least);
        }
        float best = least;
        double bestError = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS; i++) {
            float candidate = Math.max((float) (largest * (1 - STEP * i) / kind.reach(bits)), least);
            double error = error(channel, candidate, bits, kind);
            if (error < bestError) {
                bestError = error;
                best = candidate;
            }
        }
        return best;
    }

    private static double error(float[] channel, float scale, int bits, WeightCodes kind) {
        double sum = 0;
        for (float w : channel) {
            double error = Math.abs(w - scale * (double) kind.nearest((double) w / scale, bits));
            sum += error * error * Math.sqrt(error);
        }
        return sum;
    }
}
