package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.quantize.WeightCodes;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Convolutions over one axis to three, and transposed ones, on random codes: the sums are small enough for ONNX Runtime's
 * floating point to be exact, so both must be equal.
 */
class ConvolutionFamilyTest {
    private static final int ROUNDS = 25;

    private record Random(SplittableRandom source) {
        int upTo(int least, int most) {
            return source.nextInt(least, most + 1);
        }

        Span span() {
            return new Span(upTo(1, 4), upTo(1, 4), upTo(1, 3), upTo(0, 2), upTo(0, 2));
        }

        /** A span that cuts off no more than the kernel reaches. */
        Span transposed() {
            Span span = plain();
            int most = span.reach() - 1;
            return new Span(
                    span.kernel(), span.stride(), span.dilation(), Math.min(span.padBefore(), most), span.padAfter());
        }

        /** For half of all layers the usual kind of window, so that unusual ones are not all that is tried. */
        Span plain() {
            return source.nextBoolean() ? span() : new Span(3, upTo(1, 2), 1, 1, 1);
        }

        byte[] codes(int count, int bits) {
            byte[] codes = new byte[count];
            for (int i = 0; i < count; i++) {
                codes[i] = (byte)
                        (bits == 1
                                ? 2 * source.nextInt(2) - 1
                                : source.nextInt(-(1 << (bits - 1)) + (bits > 2 ? 1 : 0), 1 << (bits - 1)));
            }
            return codes;
        }
    }

    /** @param outputs output channels of each group */
    private record Case(Op.Convolution op, Shape input, int inputs, int outputs) {
        static Case random(String kind, Random random) {
            int groups = random.upTo(1, 3);
            int inputs = random.source().nextBoolean() ? 1 : random.upTo(1, 4);
            int channels = groups * inputs;
            int outputs = random.upTo(1, 3);
            boolean transposed = kind.startsWith("transposed");
            Window window = transposed
                    ? new Window(random.transposed(), random.transposed())
                    : new Window(random.plain(), random.plain());
            Window row = Window.ofRow(window.columns());
            int height = random.upTo(2, 7);
            int width = random.upTo(2, 7);
            return switch (kind) {
                case "row" -> new Case(new Op.Conv(row, groups), Shape.of(1, channels, width), inputs, outputs);
                case "volume" ->
                    new Case(
                            new Op.VolumeConv(random.plain(), window, groups),
                            Shape.of(1, channels, random.upTo(2, 5), height, width),
                            inputs,
                            outputs);
                case "transposed row" ->
                    new Case(
                            new Op.ConvTranspose(row, 0, more(random, row.columns()), groups),
                            Shape.of(1, channels, width),
                            inputs,
                            outputs);
                default ->
                    new Case(
                            new Op.ConvTranspose(
                                    window, more(random, window.rows()), more(random, window.columns()), groups),
                            Shape.of(1, channels, height, width),
                            inputs,
                            outputs);
            };
        }

        private static int more(Random random, Span span) {
            return random.source().nextInt(span.stride());
        }

        int[] weightShape() {
            int[] shape = input.toArray();
            boolean transposed = op instanceof Op.ConvTranspose;
            shape[0] = transposed ? op.groups() * inputs : op.groups() * outputs;
            shape[1] = transposed ? outputs : inputs;
            shape[shape.length - 1] = op.window().kernelWidth();
            if (shape.length > 3) {
                shape[shape.length - 2] = op.window().kernelHeight();
            }
            if (op instanceof Op.VolumeConv volume) {
                shape[2] = volume.slices().kernel();
            }
            return shape;
        }

        /** The weights as the model has them. */
        float[] stored(byte[] codes) {
            float[] stored = new float[codes.length];
            int kernel = codes.length / (op.groups() * inputs * outputs);
            int next = 0;
            for (int group = 0; group < op.groups(); group++) {
                for (int output = 0; output < outputs; output++) {
                    for (int in = 0; in < inputs; in++) {
                        for (int k = 0; k < kernel; k++) {
                            int place = op instanceof Op.ConvTranspose
                                    ? ((group * inputs + in) * outputs + output) * kernel + k
                                    : next;
                            stored[place] = codes[next++];
                        }
                    }
                }
            }
            return stored;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "volume", "transposed row", "transposed"})
    void sumsAreOnnxRuntimes(String kind) {
        int compared = 0;
        for (int seed = 0; compared < ROUNDS; seed++) {
            Random random = new Random(new SplittableRandom(seed * 31L + kind.hashCode()));
            Case each = Case.random(kind, random);
            int weightBits = random.upTo(1, 8);
            int activationBits = random.upTo(0, 7) == 0 ? 16 : random.upTo(1, 8);
            int count = Arrays.stream(each.weightShape()).reduce(1, (a, b) -> a * b);
            byte[] codes = random.codes(count, weightBits);
            float[] bias = new float[each.op().groups() * each.outputs()];
            for (int c = 0; c < bias.length; c++) {
                bias[c] = random.upTo(-99, 99);
            }
            Graph graph;
            try {
                graph = Graph.builder("g")
                        .input("x", each.input())
                        .constant("w", Tensor.floats(each.stored(codes), each.weightShape()))
                        .constant("b", Tensor.floats(bias, bias.length))
                        .node("y", each.op(), "x", "w", "b")
                        .output("y")
                        .build();
            } catch (IllegalArgumentException _) {
                // The window does not fit into the input.
                continue;
            }
            compared++;
            String what = kind + ", seed " + seed + ": " + each + " at " + weightBits + "/" + activationBits;
            compare(graph, codes, bias, new Precision(weightBits, activationBits), random, what);
        }
    }

    private static void compare(
            Graph graph, byte[] codes, float[] bias, Precision precision, Random random, String what) {
        NetworkLayout layout = NetworkLayout.of(graph, 8);
        int bits = precision.activationBits();
        int range = 1 << Math.min(bits, 12);
        int zeroPoint = random.upTo(0, range - 1);
        float[] ones = new float[bias.length];
        Arrays.fill(ones, 1f);
        int[] biasCodes = new int[bias.length];
        Arrays.setAll(biasCodes, c -> (int) bias[c]);
        WeightCodes kind = precision.weightBits() == 1
                ? WeightCodes.SIGN
                : precision.weightBits() == 2 ? WeightCodes.TWOS_COMPLEMENT : WeightCodes.RESTRICTED;
        QuantizedNetwork network = new QuantizedNetwork(
                PrecisionPlan.of(layout, List.of(precision)),
                List.of(new QuantizedLayer(
                        new QuantizedWeights(precision.weightBits(), kind, codes, ones, new byte[bias.length]),
                        biasCodes,
                        ones)),
                List.of(new ActivationQuantizer(bits, 1f, zeroPoint)));
        WholeNumbers samples = new WholeNumbers(graph.shape("x"), -zeroPoint, range);
        float[] expected = samples.throughOnnxRuntime(graph);
        for (Kernels kernels : List.of(new ScalarKernels(), KernelSelection.select())) {
            try (IntegerRunner runner = new IntegerRunner(layout, kernels, samples, 1)) {
                assertArrayEquals(expected, runner.run(network, samples.size()), kernels.level() + ", " + what);
            }
        }
        SampleRunner single = new SampleRunner(network, KernelSelection.select());
        float[] first = single.run(samples.sample(0));
        assertArrayEquals(Arrays.copyOf(expected, first.length), first, what);
    }
}
