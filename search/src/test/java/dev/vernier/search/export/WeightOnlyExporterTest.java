package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.OnnxReader;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.evaluator.runtime.WeightOnlyNetwork;
import dev.vernier.evaluator.runtime.WeightOnlyRunner;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported weight-only networks, run by ONNX Runtime, compute what ours do. */
class WeightOnlyExporterTest {
    private static final int SAMPLES = 5;
    private static final OnnxReader.Options READING =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());

    /** A share of the largest output, for sums in another order. */
    private static final double ROUNDING = 1e-5;

    /** Another one: with fusion on, products by codes of 2, 4 and 8 bits become MatMulNBits, which rounds activations to 8 bits. */
    private static final double ROUNDING_FUSED = 0.02;

    @ParameterizedTest
    @EnumSource(ExportCase.class)
    void everyNetworkAgrees(ExportCase networkCase) {
        for (int group : new int[] {0, 32}) {
            assertAgrees(networkCase.graph(), 4, group);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "2, 32", "3, 64", "5, 0", "6, 32", "7, 128", "8, 32", "8, 0"})
    void everyWidthAgrees(int bits, int group) {
        assertAgrees(ExportCase.RESIDUAL.graph(), bits, group);
        assertAgrees(ExportCase.PASSED_ON.graph(), bits, group);
    }

    /** 72 weights per channel are two groups of 32 and a short one. */
    @Test
    void groupsAreBlocksWhereTheOpsetHasThem() {
        Graph exported = WeightOnlyExporter.export(network(ExportCase.RESIDUAL.graph(), 4, 32));
        assertEquals(
                new Op.DequantizeLinear(1, 32),
                exported.producer("conv1/weights/1").orElseThrow().op());
        assertEquals(Shape.of(8, 3), exported.shape("conv1/weights/scale"));
        assertEquals(Shape.of(8, 8, 3, 3), exported.shape("conv1/weights"));
        assertEquals(
                new Op.DequantizeLinear(0),
                exported.producer("shortcut/weights").orElseThrow().op(),
                "8 weights are one group");
    }

    /** MatMulNBits, which ONNX Runtime makes of such products, has weights in the order of the model. */
    @Test
    void columnsOfMatricesAreCutIntoBlocks() {
        Graph.Builder builder = Graph.builder("product").input("x", Shape.of(1, 3, 96));
        builder.constant("w", Weights.tensor(1, 96, 20));
        builder.node("product", new Op.MatMul(), "x", "w").output("product");
        Graph graph = builder.build();
        for (int bits : new int[] {2, 4, 8}) {
            assertAgrees(graph, bits, 32);
        }
        Graph exported = WeightOnlyExporter.export(network(graph, 4, 64));
        assertEquals(
                new Op.DequantizeLinear(0, 64),
                exported.producer("product/weights").orElseThrow().op());
        assertEquals(Shape.of(2, 20), exported.shape("product/weights/scale"));
    }

    private static WeightOnlyNetwork network(Graph graph, int bits, int group) {
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        Dataset samples = RandomSamples.of(graph, SAMPLES, 11);
        QuantizationScheme scheme =
                QuantizationScheme.USUAL.weightOnly(group == 0 ? OptionalInt.empty() : OptionalInt.of(group));
        NetworkQuantizer quantizer =
                new NetworkQuantizer(layout, Calibrator.calibrate(layout, samples, Progress.silent()), scheme);
        return quantizer.weightOnly(PrecisionPlan.uniform(layout, new Precision(bits, Precision.FLOAT), Map.of()));
    }

    private static void assertAgrees(Graph graph, int bits, int group) {
        WeightOnlyNetwork network = network(graph, bits, group);
        Dataset samples = RandomSamples.of(graph, SAMPLES, 12);
        float[] ours = new WeightOnlyRunner(samples, 1).run(network, SAMPLES);
        Graph exported = WeightOnlyExporter.export(network);
        byte[] file = OnnxWriter.toBytes(exported, OnnxWriter.Options.defaults());
        if (network.plan().layout().layers().stream()
                .noneMatch(layer -> layer.workload().isRecurrent())) {
            // Loops are written, but not read.
            assertEquals(
                    exported.nodes().size(),
                    OnnxReader.read(file, "exported", READING).graph().nodes().size(),
                    "our reader takes our own export");
        }
        double largest = 0;
        for (float value : ours) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (FloatRunner.Fusion fusion : FloatRunner.Fusion.values()) {
            float[] theirs = run(file, samples, fusion);
            assertEquals(ours.length, theirs.length);
            double most = largest * (fusion == FloatRunner.Fusion.ON ? ROUNDING_FUSED : ROUNDING);
            for (int i = 0; i < ours.length; i++) {
                String what = graph.name() + " at " + bits + " bits in groups of " + group + ", fusion " + fusion
                        + ": output " + i + " is " + theirs[i] + ", and " + ours[i] + " here";
                assertTrue(Math.abs(ours[i] - theirs[i]) <= most, what);
            }
        }
    }

    private static float[] run(byte[] file, Dataset samples, FloatRunner.Fusion fusion) {
        int elements = Math.toIntExact(samples.sampleShape().elements());
        float[] batch = new float[SAMPLES * elements];
        for (int i = 0; i < SAMPLES; i++) {
            samples.read(i, batch, i * elements);
        }
        try (FloatRunner runner = new FloatRunner(file, fusion, 1)) {
            return runner.run(batch, SAMPLES, samples.sampleShape()).getFirst();
        }
    }
}
