package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.quantize.QuantizedWeights;

/**
 * One layer with weights as it runs on integers.
 *
 * @param weights its weights
 * @param bias one 32-bit code per output channel, in units of {@code multiplier[c]}
 * @param multiplier the real value of one unit of the accumulator, per output channel: scale of the input times scale of
 *     the weights
 */
public record QuantizedLayer(QuantizedWeights weights, int[] bias, float[] multiplier) {
    /** A layer fed by a quantizer of scale {@code inputScale}. */
    public static QuantizedLayer of(QuantizedWeights weights, float[] bias, float inputScale) {
        int channels = weights.scales().length;
        int[] codes = new int[channels];
        float[] multiplier = new float[channels];
        for (int c = 0; c < channels; c++) {
            multiplier[c] = inputScale * weights.scales()[c];
            codes[c] = Math.toIntExact((long) Math.rint((double) bias[c] / multiplier[c]));
        }
        return new QuantizedLayer(weights, codes, multiplier);
    }
}
