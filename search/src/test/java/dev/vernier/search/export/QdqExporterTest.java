package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.onnx.OnnxReader;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.IntegerRunner;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.QuantizationScheme.Activations;
import dev.vernier.hardware.workload.QuantizationScheme.Scales;
import dev.vernier.hardware.workload.QuantizationScheme.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported networks, run as written by ONNX Runtime, compute what our integer runner computes. */
class QdqExporterTest {
    private static final int SAMPLES = 40;
    private static final OnnxReader.Options READING =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());
    private static final double SHARE = 0.001;
    private static final double SHARE_FUSED = 0.005;

    @ParameterizedTest
    @EnumSource(ExportCase.class)
    void everyTensorAgreesAtEightBits(ExportCase networkCase) {
        assertAgrees(networkCase, 8, 8, QuantizationScheme.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "3, 4", "4, 4", "5, 6", "6, 2", "7, 3", "8, 1"})
    void everyWidthAgrees(int weightBits, int activationBits) {
        assertAgrees(ExportCase.RESIDUAL, weightBits, activationBits, QuantizationScheme.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "3, 4", "4, 4", "5, 6", "7, 3", "8, 1"})
    void everyWidthOfProductsAgrees(int rightBits, int leftBits) {
        assertAgrees(ExportCase.HEADS, rightBits, leftBits, QuantizationScheme.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "3, 4", "4, 4", "8, 2"})
    void everyWidthOfRecurrentLayersAgrees(int weightBits, int activationBits) {
        for (ExportCase recurrent : List.of(ExportCase.LSTM, ExportCase.GRU, ExportCase.GRU_RESET_AFTER)) {
            assertAgrees(recurrent, weightBits, activationBits, QuantizationScheme.USUAL);
        }
    }

    @ParameterizedTest
    @EnumSource(ExportCase.class)
    void wideActivationsAgree(ExportCase networkCase) {
        assertAgrees(networkCase, 8, 16, QuantizationScheme.USUAL);
        assertAgrees(networkCase, 4, 16, QuantizationScheme.parse("per-tensor-asymmetric/asymmetric/any"));
        assertAgrees(networkCase, 8, 16, QuantizationScheme.parse("per-channel-symmetric/symmetric/power-of-two"));
    }

    static Stream<QuantizationScheme> schemes() {
        return Stream.of(Weights.values()).flatMap(weights -> Stream.of(Activations.SYMMETRIC, Activations.ASYMMETRIC)
                .flatMap(activations -> Stream.of(Scales.values())
                        .map(scales -> new QuantizationScheme(weights, activations, scales))));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void everySchemeAgrees(QuantizationScheme scheme) {
        for (ExportCase networkCase : ExportCase.values()) {
            assertAgrees(networkCase, 8, 8, scheme);
        }
        for (int bits : new int[] {1, 2, 4, 5}) {
            assertAgrees(ExportCase.RESIDUAL, bits, 1 + bits % 4, scheme);
        }
    }

    /**
     * Compares the outputs: with fusion off they hardly ever differ by a code. The consumer's fused kernels round ties
     * their own way, and with scales that are powers of two ties are common, so there one code more is no difference.
     */
    private static void assertAgrees(
            ExportCase networkCase, int weightBits, int activationBits, QuantizationScheme scheme) {
        Graph graph = networkCase.graph();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        Dataset samples = RandomSamples.of(graph, SAMPLES, 11);
        NetworkQuantizer quantizer =
                new NetworkQuantizer(layout, Calibrator.calibrate(layout, samples, Progress.silent()), scheme);
        PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(weightBits, activationBits), Map.of());
        QuantizedNetwork network = quantizer.quantize(plan);
        Graph exported = QdqExporter.export(network);
        byte[] file = OnnxWriter.toBytes(exported, OnnxWriter.Options.defaults());
        if (layout.layers().stream().noneMatch(layer -> layer.workload().isRecurrent())) {
            // Loops are written, but not read.
            assertEquals(
                    exported.nodes().size(),
                    OnnxReader.read(file, "exported", READING).graph().nodes().size(),
                    "our reader takes our own export");
        }

        String output = graph.outputs().getFirst();
        float[] ours;
        try (IntegerRunner runner = new IntegerRunner(layout, KernelSelection.select(), samples, 2)) {
            ours = runner.run(network, SAMPLES);
        }
        double step = step(layout, network, output, ours);
        for (FloatRunner.Fusion fusion : List.of(FloatRunner.Fusion.OFF, FloatRunner.Fusion.ON)) {
            float[] theirs = run(file, samples, fusion);
            assertEquals(ours.length, theirs.length);
            double most = fusion == FloatRunner.Fusion.OFF ? step : 3 * step;
            int different = 0;
            for (int i = 0; i < ours.length; i++) {
                different += Math.abs(ours[i] - theirs[i]) > most ? 1 : 0;
            }
            double share = fusion == FloatRunner.Fusion.OFF ? SHARE : SHARE_FUSED;
            String what = networkCase + " at " + plan.key() + " under " + scheme.key() + ", fusion " + fusion;
            assertTrue(
                    different <= share * ours.length,
                    what + ": " + different + " of " + ours.length + " outputs differ");
        }
    }

    /**
     * What counts as a difference in the output: half a step of its quantizer, or a little of its range. Where 16 bits
     * resolve what the consumer's floating-point sums round away, a few steps, and a hundredth of that little.
     */
    private static double step(NetworkLayout layout, QuantizedNetwork network, String output, float[] values) {
        OptionalInt quantizer = layout.quantizer(output);
        if (quantizer.isPresent()) {
            ActivationQuantizer codes = network.quantizers().get(quantizer.getAsInt());
            return codes.bits() > 8 ? codes.scale() * 4 : codes.scale() / 2;
        }
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        boolean wide = network.quantizers().stream().anyMatch(codes -> codes.bits() > 8);
        return largest * (wide ? 0.0001 : 0.01);
    }

    private static float[] run(byte[] file, Dataset samples, FloatRunner.Fusion fusion) {
        long elements = samples.sampleShape().elements();
        float[] batch = new float[(int) (SAMPLES * elements)];
        for (int i = 0; i < SAMPLES; i++) {
            samples.read(i, batch, (int) (i * elements));
        }
        try (FloatRunner runner = new FloatRunner(file, fusion, 2)) {
            return runner.run(batch, SAMPLES, samples.sampleShape()).getFirst();
        }
    }
}
