package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of more products than 32 bits hold at their worst. */
class DeepLayerTest {
    private static final int OUTPUTS = 3;

    @ParameterizedTest
    @CsvSource({
        "70000, 8, per-channel-symmetric/asymmetric/any",
        "140001, 8, per-channel-symmetric/asymmetric/any",
        "70000, 16, per-channel-symmetric/asymmetric/any",
        "33026, 8, per-tensor-asymmetric/asymmetric/any"
    })
    void equalsTheFormula(int depth, int activationBits, String scheme) {
        SplittableRandom random = new SplittableRandom(depth);
        float[] weights = new float[OUTPUTS * depth];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.9 + 0.1 * random.nextDouble());
        }
        NetworkLayout layout = NetworkLayout.of(
                Graph.builder("deep")
                        .input("x", Shape.of(1, depth))
                        .constant("w", Tensor.floats(weights, OUTPUTS, depth))
                        .node("fc", new Op.Gemm(1, 1, false, true), "x", "w")
                        .output("fc")
                        .build(),
                8);
        Dataset samples = new Bright(depth);
        QuantizedNetwork network = new NetworkQuantizer(
                        layout,
                        Calibrator.calibrate(layout, samples, Progress.silent()),
                        QuantizationScheme.parse(scheme))
                .quantize(PrecisionPlan.uniform(layout, new Precision(8, activationBits), Map.of()));
        float[] sample = new float[depth];
        samples.read(0, sample, 0);

        float[] output = new SampleRunner(network, KernelSelection.select()).run(sample);

        ActivationQuantizer input = network.quantizers().getFirst();
        QuantizedLayer layer = network.layers().getFirst();
        for (int c = 0; c < OUTPUTS; c++) {
            long sum = layer.bias()[c];
            for (int k = 0; k < depth; k++) {
                int weight =
                        layer.weights().codes()[c * depth + k] - layer.weights().zeroPoints()[c];
                sum += (long) weight * (input.encode(sample[k]) - input.zeroPoint());
            }
            assertEquals((float) sum * layer.multiplier()[c], output[c], "sum " + sum);
        }
    }

    /** Samples whose values are nearly as large as any, so that sums are as well. */
    private record Bright(int elements) implements ClassifiedSamples {
        @Override
        public Shape sampleShape() {
            return Shape.of(elements);
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public int classes() {
            return OUTPUTS;
        }

        @Override
        public void read(int index, float[] into, int offset) {
            for (int i = 0; i < elements; i++) {
                into[offset + i] = 1 - (i + index) % 7 * 0.001f;
            }
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public String fingerprint() {
            return "bright";
        }
    }
}
