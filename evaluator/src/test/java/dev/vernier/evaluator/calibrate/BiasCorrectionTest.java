package dev.vernier.evaluator.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.IntegerRunner;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights of 2 bits are far off, yet on images of flat channels the mean of each output channel is not. */
class BiasCorrectionTest {
    private static final int SAMPLES = 4;
    private static final int CHANNELS = 4;

    static Stream<Arguments> convolutions() {
        Span plain = new Span(3, 1, 1, 0, 0);
        Span tiled = new Span(2, 2, 1, 0, 0);
        return Stream.of(
                Arguments.of(
                        new Op.Conv(Window.square(3, 2, 0), 1), Shape.of(1, CHANNELS, 7, 7), new int[] {6, 4, 3, 3}),
                Arguments.of(new Op.Conv(Window.ofRow(plain), 2), Shape.of(1, CHANNELS, 9), new int[] {6, 2, 3}),
                Arguments.of(
                        new Op.VolumeConv(plain, Window.square(2, 1, 0), 1),
                        Shape.of(1, CHANNELS, 5, 4, 4),
                        new int[] {6, 4, 3, 2, 2}),
                Arguments.of(
                        new Op.ConvTranspose(new Window(tiled, tiled), 0, 0, 1),
                        Shape.of(1, CHANNELS, 5, 5),
                        new int[] {4, 6, 2, 2}),
                Arguments.of(
                        new Op.ConvTranspose(Window.ofRow(tiled), 0, 0, 2), Shape.of(1, CHANNELS, 5), new int[] {4, 3, 2
                        }));
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void meansOfOutputsStay(Op.Convolution op, Shape input, int[] weightShape) {
        float[] weights = new float[Arrays.stream(weightShape).reduce(1, (a, b) -> a * b)];
        SplittableRandom random = new SplittableRandom(weights.length);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-1, 1);
        }
        Graph graph = Graph.builder("g")
                .input("x", input)
                .constant("w", Tensor.floats(weights, weightShape))
                .node("y", op, "x", "w")
                .output("y")
                .build();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        FlatChannels samples = new FlatChannels(input);
        Calibration calibration = Calibrator.calibrate(layout, samples, Progress.silent());
        QuantizedNetwork network = new NetworkQuantizer(layout, calibration, QuantizationScheme.USUAL)
                .quantize(PrecisionPlan.uniform(layout, new Precision(2, 16), Map.of()));
        double[] expected = means(inFloats(graph, samples), graph.shape("y"));
        double[] actual;
        try (IntegerRunner runner = new IntegerRunner(layout, new ScalarKernels(), samples, 1)) {
            actual = means(runner.run(network, SAMPLES), graph.shape("y"));
        }
        for (int c = 0; c < expected.length; c++) {
            assertEquals(expected[c], actual[c], 1e-3, op + ", channel " + c);
        }
    }

    private static float[] inFloats(Graph graph, FlatChannels samples) {
        int elements = Math.toIntExact(samples.sampleShape().elements());
        float[] all = new float[SAMPLES * elements];
        for (int i = 0; i < SAMPLES; i++) {
            samples.read(i, all, i * elements);
        }
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            return runner.run(all, SAMPLES, samples.sampleShape()).getFirst();
        }
    }

    private static double[] means(float[] outputs, Shape shape) {
        int channels = shape.get(1);
        int pixels = Math.toIntExact(shape.elements()) / channels;
        double[] means = new double[channels];
        for (int i = 0; i < outputs.length; i++) {
            means[i / pixels % channels] += (double) outputs[i] / (SAMPLES * pixels);
        }
        return means;
    }

    /** Each channel of each sample holds one value. */
    private record FlatChannels(Shape sampleShape) implements ClassifiedSamples {
        FlatChannels {
            sampleShape = Shape.of(Arrays.copyOfRange(sampleShape.toArray(), 1, sampleShape.rank()));
        }

        @Override
        public int size() {
            return SAMPLES;
        }

        @Override
        public int classes() {
            return 1;
        }

        @Override
        public void read(int index, float[] into, int offset) {
            int elements = Math.toIntExact(sampleShape.elements());
            for (int i = 0; i < elements; i++) {
                int channel = i / (elements / CHANNELS);
                into[offset + i] = (index + 1) * (channel + 1) * 0.125f;
            }
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public String fingerprint() {
            return "flat";
        }
    }
}
