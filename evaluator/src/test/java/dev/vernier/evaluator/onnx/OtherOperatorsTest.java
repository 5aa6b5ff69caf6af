package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.IntegerRunner;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators without a meaning here are read, written and run as ONNX Runtime has them. */
class OtherOperatorsTest {
    private static final OnnxReader.Options OPTIONS =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());
    private static final int SAMPLES = 12;

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.onnx.OtherModels#all")
    void keepsWhatTheModelComputes(OtherModels.Case model) throws OrtException {
        byte[] original = model.builder().bytes();
        Graph graph = OnnxReader.read(original, model.name(), OPTIONS).graph();
        Map<String, Shape> inputs = Map.of("x", graph.shape("x"));
        OrtRunner.Result expected = result(original, inputs);
        assertEquals(expected.shape(), graph.shape("y"));
        assertClose(expected, result(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()), inputs), 1e-6);
        byte[] folded = OnnxWriter.toBytes(Folding.fold(graph), OnnxWriter.Options.defaults());
        assertClose(expected, result(folded, inputs), 1e-5);
    }

    private static OrtRunner.Result result(byte[] model, Map<String, Shape> inputs) throws OrtException {
        return Objects.requireNonNull(OrtRunner.run(model, inputs, 1).get("y"));
    }

    private static void assertClose(OrtRunner.Result expected, OrtRunner.Result actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        float largest = 0;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected.values(), actual.values(), (float) (tolerance * largest));
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.onnx.OtherModels#all")
    void runsQuantizedLikeInFloats(OtherModels.Case model) {
        Graph graph = Folding.fold(
                OnnxReader.read(model.builder().bytes(), model.name(), OPTIONS).graph());
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertEquals(model.layers(), layout.layers().size());
        assertEquals(
                model.floating(),
                layout.stages().stream()
                        .filter(Stage.Floating.class::isInstance)
                        .count());
        Dataset samples = new NoiseSamples(graph.shape("x"), SAMPLES);
        NetworkQuantizer quantizer = new NetworkQuantizer(
                layout, Calibrator.calibrate(layout, samples, Progress.silent()), QuantizationScheme.USUAL);
        QuantizedNetwork network = quantizer.quantize(PrecisionPlan.uniform(layout, new Precision(8, 8), Map.of()));
        float[] ours;
        try (IntegerRunner runner = new IntegerRunner(layout, KernelSelection.select(), samples, 2)) {
            ours = runner.run(network, SAMPLES);
            assertArrayEquals(ours, runner.run(network, SAMPLES), "again, with everything remembered");
        }
        float[] theirs = inFloats(graph, samples);
        assertEquals(theirs.length, ours.length);
        double error = relativeError(theirs, ours);
        assertTrue(error < 0.03, "relative L2 error " + error);
        SampleRunner one = new SampleRunner(network, KernelSelection.select());
        float[] sample = new float[Math.toIntExact(samples.sampleShape().elements())];
        for (int i = 0; i < SAMPLES; i++) {
            samples.read(i, sample, 0);
            float[] alone = one.run(sample);
            for (int j = 0; j < alone.length; j++) {
                assertEquals(ours[i * alone.length + j], alone[j]);
            }
        }
    }

    private static float[] inFloats(Graph graph, Dataset samples) {
        int elements = Math.toIntExact(samples.sampleShape().elements());
        float[] all = new float[samples.size() * elements];
        for (int i = 0; i < samples.size(); i++) {
            samples.read(i, all, i * elements);
        }
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            return runner.run(all, samples.size(), samples.sampleShape()).getFirst();
        }
    }

    private static double relativeError(float[] expected, float[] actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    @Test
    void residualsAreNotNarrowedByTheLayersBesideThem() {
        ModelBuilder builder = ModelBuilder.opset(17)
                .input("x", "batch", 6, 8)
                .positive("g", 8)
                .random("h", 8)
                .random("w", 8, 8)
                .node("LayerNormalization", "x g h", "n")
                .node("MatMul", "n w", "p")
                .node("Add", "n p", "s")
                .node("LayerNormalization", "s g h", "y")
                .output("y");
        NetworkLayout layout = NetworkLayout.of(
                Folding.fold(
                        OnnxReader.read(builder.bytes(), "residual", OPTIONS).graph()),
                8);
        assertTrue(layout.quantizer("n").isEmpty());
        assertTrue(layout.quantizer("n/quantized").isPresent());
        assertEquals("n/quantized", layout.layers().getFirst().node().input(0));
    }

    @Test
    void aShapeThatWasGivenIsBlamedBeforeTheFile() {
        byte[] model = ModelBuilder.opset(17)
                .input("x", "batch", "length", 8)
                .random("w", 6, 8)
                .node("Add", "x w", "s")
                .node("Tanh", "s", "y")
                .output("y")
                .bytes();
        var options = new OnnxReader.Options(
                Optional.of(new OnnxRuntimeOracle()), new TreeMap<>(Map.of("x", Shape.of(5, 8))));
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(model, "m.onnx", options));
        assertEquals("the model takes another shape than the one given for 'x' (5×8)", refusal.mend());
    }

    @Test
    void whatCannotRunIsRefusedByItsNode() {
        assertRefused(
                ModelBuilder.opset(13).node("NonZero", "x", "n").node("Cast", "n", "y", cast(DataType.FLOAT)),
                "node 'NonZero_of_n'",
                "the shape of 'output 0' depends on values");
        assertRefused(
                ModelBuilder.opset(13)
                        .longs("six", 6)
                        .longs("none", 0)
                        .node("Div", "six none", "d")
                        .node("Cast", "d", "f", cast(DataType.FLOAT))
                        .node("Add", "x f", "y"),
                "node 'Div_of_d'",
                "it divides whole numbers by 0 or -1");
        assertRefused(
                ModelBuilder.opset(13)
                        .node("Cast", "x", "i", cast(DataType.INT64))
                        .node("Div", "i i", "d")
                        .node("Cast", "d", "y", cast(DataType.FLOAT)),
                "node 'Div_of_d'",
                "it divides whole numbers by computed ones");
        assertRefused(
                ModelBuilder.opset(14)
                        .random("w", 1, 4, 3)
                        .random("r", 1, 4, 2)
                        .longs("three", 1, 1, 4)
                        .node("Reshape", "x three", "s")
                        .named("lstm", "LSTM", "s w r", "y", ModelBuilder.attribute("hidden_size", 1)),
                "node 'lstm'",
                "operator LSTM is not supported here");
        assertRefused(
                ModelBuilder.opset(13).node("Frobnicate", "x", "y"),
                "node 'Frobnicate_of_y'",
                "operator Frobnicate is not supported here");
        assertRefused(
                ModelBuilder.opset(13).node("RandomNormalLike", "x", "y"),
                "node 'RandomNormalLike_of_y'",
                "leaves something else each time");
        assertRefused(
                ModelBuilder.opset(13)
                        .initializer(ModelBuilder.floats("ratio", new int[] {}, 0.5f))
                        .initializer(ModelBuilder.raw("training", DataType.BOOL, new int[] {}, 1))
                        .node("Dropout", "x ratio training", "y"),
                "node 'Dropout_of_y'",
                "Dropout is in training mode");
        assertRefused(
                ModelBuilder.opset(13).node("SequenceConstruct", "x", "s").node("SequenceLength", "s", "y"),
                "node 'SequenceConstruct_of_s'",
                "is no tensor");
        assertRefused(
                ModelBuilder.opset(13)
                        .longs("huge", 1 << 30, 8)
                        .initializer(ModelBuilder.floats("one", new int[] {1}, 1))
                        .node("Expand", "one huge", "e")
                        .node("Add", "x e", "y"),
                "node 'Expand_of_e'",
                "it makes a constant of shape 1073741824×8");
    }

    private static AttributeProto cast(DataType type) {
        return ModelBuilder.attribute("to", type.getNumber());
    }

    private static void assertRefused(ModelBuilder builder, String place, String problem) {
        byte[] model = builder.input("x", "batch", 4).output("y").bytes();
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> OnnxReader.read(model, "m.onnx", OPTIONS));
        assertTrue(refused.toString().contains("m.onnx, " + place), refused.toString());
        assertTrue(refused.toString().contains(problem), refused.toString());
    }
}
