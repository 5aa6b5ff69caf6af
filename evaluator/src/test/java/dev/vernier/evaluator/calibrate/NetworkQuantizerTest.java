package dev.vernier.evaluator.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.quantize.ActivationHistogram;
import dev.vernier.evaluator.runtime.QuantizedLayer;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkQuantizerTest {
    private static final float[] WEIGHTS = {0.9f, -0.4f, 0.31f, 0.05f, 0, 0, 0, 0};
    private static final float[] BIAS = {0.25f, 3};
    private static final float[] MEANS = {1, 0.5f, 0.25f, 2};

    private final NetworkLayout layout = NetworkLayout.of(
            Graph.builder("one layer")
                    .input("x", Shape.of(1, 4))
                    .constant("w", Tensor.floats(WEIGHTS, 2, 4))
                    .constant("b", Tensor.floats(BIAS, 2))
                    .node("fc", new Op.Gemm(1, 1, false, true), "x", "w", "b")
                    .output("fc")
                    .build(),
            8);
    private final NetworkQuantizer usual = quantizer(QuantizationScheme.USUAL);

    private NetworkQuantizer quantizer(QuantizationScheme scheme) {
        Calibration calibration = new Calibration(List.of(new ActivationHistogram(0, 4)), List.of(MEANS));
        return new NetworkQuantizer(layout, calibration, scheme);
    }

    private QuantizedNetwork at(int weightBits, int activationBits) {
        return at(usual, weightBits, activationBits);
    }

    private QuantizedNetwork at(NetworkQuantizer quantizer, int weightBits, int activationBits) {
        return quantizer.quantize(PrecisionPlan.uniform(layout, new Precision(weightBits, activationBits), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.quantize.Schemes#all")
    void theBiasMakesUpForTheMeanErrorOfTheWeights(QuantizationScheme scheme) {
        NetworkQuantizer quantizer = quantizer(scheme);
        for (int bits = 1; bits <= 8; bits++) {
            QuantizedLayer layer = at(quantizer, bits, 8).layers().getFirst();
            double exact = BIAS[0];
            double quantized = (double) layer.bias()[0] * layer.multiplier()[0];
            for (int k = 0; k < 4; k++) {
                exact += WEIGHTS[k] * MEANS[k];
                quantized += layer.weights().decode(k) * MEANS[k];
            }
            assertEquals(exact, quantized, layer.multiplier()[0], "at " + bits + " bits");
        }
    }

    @Test
    void aChannelWithoutWeightsStillHasItsBias() {
        QuantizedLayer layer = at(4, 4).layers().getFirst();

        assertEquals(3, (double) layer.bias()[1] * layer.multiplier()[1], 1e-4);
    }

    @Test
    void multipliersOfPowersOfTwoAreExact() {
        QuantizationScheme scheme = QuantizationScheme.parse("per-tensor-asymmetric/symmetric/power-of-two");
        QuantizedLayer layer = at(quantizer(scheme), 4, 8).layers().getFirst();

        for (float multiplier : layer.multiplier()) {
            assertEquals(Math.scalb(1f, Math.getExponent(multiplier)), multiplier);
        }
    }

    @Test
    void plansShareWeightsOfTheSameWidth() {
        assertSame(
                at(4, 8).layers().getFirst().weights(),
                at(4, 2).layers().getFirst().weights());
        assertNotSame(
                at(4, 8).layers().getFirst().weights(),
                at(3, 8).layers().getFirst().weights());
    }
}
