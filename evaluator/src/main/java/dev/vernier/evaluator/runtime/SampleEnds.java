package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.util.Optional;

/** How samples come into a network and its outputs leave it: real numbers in ONNX's order outside, ours inside. */
final class SampleEnds {
    private SampleEnds() {}

    /**
     * Takes samples over.
     *
     * @param samples one after the other, in ONNX's order
     * @param offsets where each element of a sample lies in our order
     */
    static void encode(float[] samples, int[] offsets, Optional<ActivationQuantizer> quantizer, Values to) {
        float[] values = new float[samples.length];
        for (int sample = 0; sample < samples.length; sample += offsets.length) {
            for (int i = 0; i < offsets.length; i++) {
                values[sample + offsets[i]] = samples[sample + i];
            }
        }
        to.encode(values, quantizer);
    }

    /** Hands outputs out, in ONNX's order. */
    static float[] decode(Values from, int[] offsets, Optional<ActivationQuantizer> quantizer) {
        float[] values = from.decoded(quantizer);
        float[] ordered = new float[values.length];
        for (int sample = 0; sample < values.length; sample += offsets.length) {
            for (int i = 0; i < offsets.length; i++) {
                ordered[sample + i] = values[sample + offsets[i]];
            }
        }
        return ordered;
    }
}
