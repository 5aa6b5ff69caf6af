package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.IntegerRunner;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A model that takes tokens, a mask, a flag and features runs quantized as it does in ONNX Runtime. */
class SeveralInputsTest {
    private static final int SAMPLES = 20;
    private static final int TOKENS = 6;
    private static final int VOCABULARY = 11;
    private static final SampleInput IDS = new SampleInput("ids", Shape.of(TOKENS));
    private static final SampleInput MASK = new SampleInput("mask", Shape.of(TOKENS, 1));
    private static final SampleInput FLAG = new SampleInput("flag", Shape.of(1, 1));
    private static final SampleInput FEATURES = new SampleInput("features", Shape.of(TOKENS, 8));

    /** In another order than the model's, and with one tensor more. */
    private static final List<SampleInput> INPUTS =
            List.of(FEATURES, new SampleInput("unused", Shape.of(3)), FLAG, IDS, MASK);

    private final Graph graph = Folding.fold(OnnxReader.read(
                    model(), "tokens", new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>()))
            .graph());

    private static byte[] model() {
        return ModelBuilder.opset(17)
                .input("ids", DataType.INT64, "batch", TOKENS)
                .input("mask", DataType.INT32, "batch", TOKENS, 1)
                .input("flag", DataType.BOOL, "batch", 1, 1)
                .input("features", "batch", TOKENS, 8)
                .random("table", VOCABULARY, 8)
                .random("w", 8, 8)
                .random("v", 8, 4)
                .node("Gather", "table ids", "embedded")
                .node("Cast", "mask", "weight", ModelBuilder.attribute("to", 1))
                .node("Mul", "embedded weight", "masked")
                .node("Where", "flag masked embedded", "chosen")
                .node("Add", "chosen features", "sum")
                .node("MatMul", "sum w", "hidden")
                .node("Relu", "hidden", "active")
                .node("MatMul", "active v", "scores")
                .node(
                        "ReduceMean",
                        "scores",
                        "y",
                        ModelBuilder.integers("axes", 1),
                        ModelBuilder.attribute("keepdims", 0))
                .output("y")
                .bytes();
    }

    /** Sample {@code i} is made of whole numbers that differ from sample to sample. */
    private record Samples(List<SampleInput> inputs, float firstToken) implements Dataset {
        @Override
        public int size() {
            return SAMPLES;
        }

        @Override
        public Truth truth() {
            return Truth.NONE;
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public void read(int index, int input, float[] into, int offset) {
            SampleInput tensor = inputs.get(input);
            float[] noise =
                    ModelBuilder.noise(index, Math.toIntExact(tensor.shape().elements()));
            for (int i = 0; i < noise.length; i++) {
                into[offset + i] = switch (tensor.name()) {
                    case "ids" -> i == 0 ? firstToken : (index * 5 + i * 3) % VOCABULARY;
                    case "mask" -> i > index % TOKENS ? 0 : 1;
                    case "flag" -> index % 2;
                    default -> noise[i];
                };
            }
        }

        @Override
        public Target target(int index) {
            return Target.NONE;
        }

        @Override
        public String fingerprint() {
            return "tokens";
        }
    }

    @Test
    void runsQuantizedLikeInFloats() {
        Dataset samples = new Samples(INPUTS, 2);
        SampleFeed feed = SampleFeed.of(graph, samples);
        feed.requireNumbersOfItsTypes();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertEquals(2, layout.layers().size());
        NetworkQuantizer quantizer = new NetworkQuantizer(
                layout, Calibrator.calibrate(layout, samples, Progress.silent()), QuantizationScheme.USUAL);
        QuantizedNetwork network = quantizer.quantize(PrecisionPlan.uniform(layout, new Precision(8, 8), Map.of()));
        float[] ours;
        try (IntegerRunner runner = new IntegerRunner(layout, KernelSelection.select(), samples, 2)) {
            ours = runner.run(network, SAMPLES);
            assertArrayEquals(ours, runner.run(network, SAMPLES), "again, with everything remembered");
        }
        float[] theirs;
        byte[] floats = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(floats, FloatRunner.Fusion.OFF, 1)) {
            theirs = runner.run(feed.batch(0, SAMPLES)).getFirst();
        }
        float largest = 0;
        for (float value : theirs) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 0);
        assertArrayEquals(theirs, ours, 0.03F * largest);
        SampleRunner one = new SampleRunner(network, KernelSelection.select());
        List<Float> alone = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            for (float value : one.run(feed.batch(i, 1).values())) {
                alone.add(value);
            }
        }
        for (int i = 0; i < ours.length; i++) {
            assertEquals(ours[i], alone.get(i));
        }
    }

    @Test
    void refusesSamplesThatDoNotFit() {
        assertRefused(
                "nothing in the data is for its input 'mask': it takes ids, mask, flag, features, and the data has"
                        + " ids, flag, features",
                List.of(IDS, FLAG, FEATURES),
                0);
        assertRefused("the data has one tensor without a name", List.of(new SampleInput("", Shape.of(TOKENS))), 0);
        assertRefused(
                "its input 'mask' takes samples of shape 6×1, and the data has 6",
                List.of(IDS, new SampleInput("mask", Shape.of(6)), FLAG, FEATURES),
                0);
        assertRefused(
                "its input 'ids' takes whole numbers from -16777216 to 16777216 (INT64), and sample 0 of the data"
                        + " holds 0.5",
                INPUTS,
                0.5F);
    }

    private void assertRefused(String problem, List<SampleInput> inputs, float firstToken) {
        InvalidInputException refusal =
                assertThrows(InvalidInputException.class, () -> SampleFeed.of(graph, new Samples(inputs, firstToken))
                        .requireNumbersOfItsTypes());
        assertTrue(refusal.getMessage().contains(problem), refusal.getMessage());
    }

    @Test
    void tokensBeyondTheVocabularyAreTheSamplesFault() {
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        InvalidInputException refusal = assertThrows(
                InvalidInputException.class,
                () -> Calibrator.calibrate(layout, new Samples(INPUTS, VOCABULARY), Progress.silent()));
        assertTrue(refusal.getMessage().contains("vocabulary"), refusal.getMessage());
    }
}
