package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LSTM and GRU taken apart into layers, beside ONNX Runtime's own operators. */
class RecurrenceTest {
    private static final int SAMPLES = 5;
    private static final int STEPS = 6;
    private static final int WIDTH = 7;
    private static final int HIDDEN = 5;

    enum Initial {
        NONE,
        CONSTANT,
        COMPUTED
    }

    /** @param resetAfter whether {@code linear_before_reset} is set */
    record Case(String operator, String direction, boolean resetAfter, boolean bias, Initial initial, int rows) {
        int directions() {
            return direction.equals("bidirectional") ? 2 : 1;
        }

        int gates() {
            return (operator.equals("LSTM") ? 4 : 3) * HIDDEN;
        }

        /** Takes {@code x}, and leaves {@code y} and {@code y_h}. */
        Graph graph() {
            int sequence = STEPS * rows * WIDTH;
            int state = directions() * rows * HIDDEN;
            Graph.Builder graph =
                    Graph.builder("g").opsets(Map.of("", 14)).input("x", Shape.of(1, sequence + 2 * state));
            part(graph, "steps", 0, Shape.of(STEPS, rows, WIDTH));
            graph.constant("w", random(1, directions(), gates(), WIDTH));
            graph.constant("r", random(2, directions(), gates(), HIDDEN));
            List<String> inputs = new ArrayList<>(List.of("steps", "w", "r"));
            if (bias) {
                graph.constant("b", random(3, directions(), 2 * gates()));
            }
            inputs.add(bias ? "b" : "");
            inputs.add("");
            Shape states = Shape.of(directions(), rows, HIDDEN);
            for (String name : operator.equals("LSTM") ? List.of("h0", "c0") : List.of("h0")) {
                switch (initial) {
                    case NONE -> {}
                    case CONSTANT -> graph.constant(name, random(name.hashCode(), states.toArray()));
                    case COMPUTED -> part(graph, name, sequence + (name.equals("h0") ? 0 : state), states);
                }
                inputs.add(initial == Initial.NONE ? "" : name);
            }
            while (inputs.getLast().isEmpty()) {
                inputs.removeLast();
            }
            Map<String, Attribute> attributes = new TreeMap<>(Map.of("hidden_size", new Attribute.Whole(HIDDEN)));
            attributes.put("direction", new Attribute.Text(direction));
            if (resetAfter) {
                attributes.put("linear_before_reset", new Attribute.Whole(1));
            }
            List<TensorType> results = List.of(
                    new TensorType(ElementType.FLOAT, Shape.of(STEPS, directions(), rows, HIDDEN)),
                    new TensorType(ElementType.FLOAT, states));
            Op op = new Op.Other("", operator, new TreeMap<>(attributes), results);
            return graph.node(new Node("cell", op, inputs, List.of("y", "y_h")))
                    .output("y")
                    .output("y_h")
                    .build();
        }

        private static void part(Graph.Builder graph, String name, int from, Shape shape) {
            int to = from + Math.toIntExact(shape.elements());
            graph.node(name + "_part", new Op.Slice(List.of(from), List.of(to), List.of(1), List.of(1)), "x");
            graph.node(name, new Op.Reshape(shape.toList()), name + "_part");
        }

        private static Tensor random(int seed, int... extents) {
            return Tensor.floats(noise(seed, Shape.of(extents)), extents);
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String cell : List.of("LSTM", "GRU", "GRU after")) {
            for (String direction : List.of("forward", "reverse", "bidirectional")) {
                for (Initial initial : Initial.values()) {
                    for (int rows : List.of(1, 3)) {
                        boolean after = cell.endsWith("after");
                        cases.add(new Case(
                                after ? "GRU" : cell, direction, after, initial != Initial.NONE, initial, rows));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatExecutionIsOnnxRuntimes(Case each) {
        Graph graph = each.graph();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertEquals(2 * each.directions(), layout.layers().size());
        Samples samples = new Samples(graph);
        for (int output = 0; output < 2; output++) {
            float[] expected = run(graph, samples, output);
            float[] found = run(layout.graph(), samples, output);
            assertEquals(0, distance(expected, found), 1e-6, each + ", output " + output);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void integersComeCloseWhateverRunsThem(Case each) {
        for (int output = 0; output < 2; output++) {
            Graph graph = each.graph();
            graph = graph.withOutputs(List.of(graph.outputs().get(output)));
            Samples samples = new Samples(graph);
            float[] expected = run(graph, samples, 0);
            for (Precision precision : List.of(new Precision(8, 8), new Precision(8, 16))) {
                QuantizedNetwork network = quantized(graph, samples, precision);
                float[] found = run(network, samples, new ScalarKernels());
                double most = precision.activationBits() == 8 ? 0.03 : 0.01;
                double distance = distance(expected, found);
                assertTrue(distance < most, () -> each + " at " + precision + ": " + distance);
                assertArrayEquals(found, run(network, samples, KernelSelection.select()), each.toString());
                SampleRunner single = new SampleRunner(network, KernelSelection.select());
                float[] first = single.run(samples.sample(0));
                assertArrayEquals(Arrays.copyOf(found, first.length), first, each.toString());
            }
        }
    }

    @Test
    void bothMatricesAreLayersPerDirection() {
        Graph graph = new Case("LSTM", "bidirectional", false, true, Initial.NONE, 2).graph();
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        assertEquals(
                List.of("cell/forward/input", "cell/forward/recurrent", "cell/reverse/input", "cell/reverse/recurrent"),
                layout.layers().stream().map(Layer::name).sorted().toList());
        Layer recurrent = layout.layer("cell/reverse/recurrent").orElseThrow();
        assertEquals("recurrent", recurrent.kind(layout.graph()));
        assertEquals(20 * 5, recurrent.workload().weights());
        assertEquals(6 * 2 * 20 * 5, recurrent.workload().macs());
        assertEquals(6, recurrent.workload().steps());
        Layer input = layout.layer("cell/forward/input").orElseThrow();
        assertEquals(20 * 7, input.workload().weights());
        assertEquals(6 * 2 * 20 * 7, input.workload().macs());
    }

    private static QuantizedNetwork quantized(Graph graph, Samples samples, Precision precision) {
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        NetworkQuantizer quantizer = new NetworkQuantizer(
                layout, Calibrator.calibrate(layout, samples, Progress.silent()), QuantizationScheme.USUAL);
        return quantizer.quantize(PrecisionPlan.uniform(layout, precision, Map.of()));
    }

    private static float[] run(QuantizedNetwork network, Samples samples, Kernels kernels) {
        try (IntegerRunner runner = new IntegerRunner(network.layout(), kernels, samples, 2)) {
            return runner.run(network, SAMPLES);
        }
    }

    private static float[] run(Graph graph, Samples samples, int output) {
        float[] all = new float[0];
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            for (int i = 0; i < SAMPLES; i++) {
                float[] sample =
                        runner.run(samples.sample(i), 1, samples.sampleShape()).get(output);
                int before = all.length;
                all = Arrays.copyOf(all, before + sample.length);
                System.arraycopy(sample, 0, all, before, sample.length);
            }
        }
        return all;
    }

    private static float[] noise(int seed, Shape shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    private static double distance(float[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(expected[i] - found[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(error / size);
    }

    private record Samples(Shape sampleShape) implements ClassifiedSamples {
        Samples(Graph graph) {
            this(Shape.of(graph.shape("x").get(1)));
        }

        float[] sample(int index) {
            return noise(index, sampleShape);
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
            float[] values = sample(index);
            System.arraycopy(values, 0, into, offset, values.length);
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public String fingerprint() {
            return "noise";
        }
    }
}
