package dev.vernier.evaluator.quantize;

import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Quantization of weights under any scheme. Clipping limits are searched from the extremes inwards in steps of one
 * percent for the least {@code Σ|w − ŵ|^2.5}, as in BRECQ (Li et al., 2021, arXiv:2102.05426), whose power is 2.4; this
 * one needs only a square root. The sum runs over what shares a scale: a group of neighbours in an output channel, the
 * channel, or the whole layer. Where
 * scales are powers of two, those around the best scale are tried.
 *
 * <p>One-bit weights are {@code ±scale} under every scheme, for two values leave nothing for a zero point to gain. They
 * take the mean magnitude as scale, which is least squares (Rastegari et al., 2016, arXiv:1603.05279).
 */
public final class WeightQuantizer {
    private WeightQuantizer() {}

    /**
     * @param weights output channel outermost; finite
     * @param channels number of output channels, dividing the number of weights
     * @param bits width, 1…8. At two bits without zero points, the codes that err less on the whole layer are taken
     * @param floors smallest scale allowed in each channel, so that the layer's bias can be expressed in 32 bits
     */
    public static QuantizedWeights quantize(
            float[] weights, int channels, int bits, float[] floors, QuantizationScheme scheme) {
        return kinds(bits, scheme.weights().symmetric()).stream()
                .map(kind -> fit(weights, channels, bits, floors, kind, scheme))
                .min(Comparator.comparingDouble(Fit::error))
                .orElseThrow()
                .weights();
    }

    private static List<WeightCodes> kinds(int bits, boolean symmetric) {
        return switch (bits) {
            case 1 -> List.of(WeightCodes.SIGN);
            case 2 ->
                symmetric
                        ? List.of(WeightCodes.TWOS_COMPLEMENT, WeightCodes.MID_RISE)
                        : List.of(WeightCodes.TWOS_COMPLEMENT);
            case 3, 4, 5, 6, 7, 8 -> List.of(symmetric ? WeightCodes.RESTRICTED : WeightCodes.TWOS_COMPLEMENT);
            default -> throw new IllegalArgumentException("weight width " + bits + " is not in 1…8");
        };
    }

    private record Fit(QuantizedWeights weights, double error) {}

    private static Fit fit(
            float[] weights, int channels, int bits, float[] floors, WeightCodes kind, QuantizationScheme scheme) {
        return scheme.weightGroup().isPresent()
                ? byGroups(weights, channels, bits, floors, kind, scheme)
                : byChannels(weights, channels, bits, floors, kind, scheme);
    }

    private static Fit byChannels(
            float[] weights, int channels, int bits, float[] floors, WeightCodes kind, QuantizationScheme scheme) {
        int together = scheme.weights().perTensor() ? channels : 1;
        int depth = weights.length / channels;
        byte[] codes = new byte[weights.length];
        float[] scales = new float[channels];
        byte[] zeroPoints = new byte[channels];
        double total = 0;
        for (int c = 0; c < channels; c += together) {
            float[] part = Arrays.copyOfRange(weights, c * depth, (c + together) * depth);
            WeightGrid grid = new GridSearch(part, kind, bits, largest(floors, c, c + together), scheme).best();
            total += encode(grid, part, codes, c * depth);
            Arrays.fill(scales, c, c + together, grid.scale());
            Arrays.fill(zeroPoints, c, c + together, (byte) grid.zeroPoint());
        }
        return new Fit(new QuantizedWeights(bits, kind, codes, scales, zeroPoints), total);
    }

    private static Fit byGroups(
            float[] weights, int channels, int bits, float[] floors, WeightCodes kind, QuantizationScheme scheme) {
        int depth = weights.length / channels;
        int group = Math.min(depth, scheme.weightGroup().orElseThrow());
        byte[] codes = new byte[weights.length];
        float[] scales = new float[channels * Math.ceilDiv(depth, group)];
        double total = 0;
        int next = 0;
        for (int c = 0; c < channels; c++) {
            for (int from = c * depth; from < (c + 1) * depth; from += group) {
                float[] part = Arrays.copyOfRange(weights, from, Math.min(from + group, (c + 1) * depth));
                WeightGrid grid = new GridSearch(part, kind, bits, floors[c], scheme).best();
                total += encode(grid, part, codes, from);
                scales[next++] = grid.scale();
            }
        }
        return new Fit(new QuantizedWeights(bits, kind, codes, depth, group, scales, new byte[scales.length]), total);
    }

    /** Puts the codes of some weights from {@code at} on, and returns what error they make. */
    private static double encode(WeightGrid grid, float[] weights, byte[] codes, int at) {
        for (int k = 0; k < weights.length; k++) {
            codes[at + k] = (byte) grid.code(weights[k]);
        }
        return grid.error(weights);
    }

    private static float largest(float[] floors, int from, int to) {
        float largest = 0;
        for (int c = from; c < to; c++) {
            largest = Math.max(largest, floors[c]);
        }
        return largest;
    }
}
