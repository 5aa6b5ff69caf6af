package dev.vernier.evaluator.quantize;

import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.QuantizationScheme.Activations;
import dev.vernier.hardware.workload.QuantizationScheme.Scales;
import dev.vernier.hardware.workload.QuantizationScheme.Weights;
import java.util.ArrayList;
import java.util.List;

/** Every scheme whose activations are quantized. */
public final class Schemes {
    private Schemes() {}

    public static List<QuantizationScheme> all() {
        List<QuantizationScheme> schemes = new ArrayList<>();
        for (Weights weights : Weights.values()) {
            for (Activations activations : Activations.values()) {
                for (Scales scales : Scales.values()) {
                    QuantizationScheme scheme = new QuantizationScheme(weights, activations, scales);
                    if (!scheme.isWeightOnly()) {
                        schemes.add(scheme);
                    }
                }
            }
        }
        return schemes;
    }

    static boolean powerOfTwo(float scale) {
        return Math.scalb(1f, Math.getExponent(scale)) == scale;
    }
}
