package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.calibrate.Calibration;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.onnx.OnnxReader;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.quantize.ActivationHistogram;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A program that runs one network a few times and prints by how many bytes its memory has grown at most.
 *
 * <p>What an engine takes by itself (libraries, classes, code that Java compiles meanwhile) does not count: a small network
 * runs before, and only what memory grows beyond that does.
 */
final class MemoryProbe {
    /** The first argument where ONNX Runtime runs the model as it is. */
    static final String PEER = "peer";

    private static final int JOIN_BITS = 8;
    private static final int RUNS = 3;

    /** A network as small as any, and how often it runs, one image at a time, until most code is compiled. */
    private static final String SMALL = "fashion-resnet8";

    private static final int SMALL_RUNS = 1000;
    private static final Shape SMALL_SAMPLE = Shape.of(1, 28, 28);
    private static final long SEED = 7;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private MemoryProbe() {}

    /**
     * The most memory of the machine that this process has had yet, in bytes; nothing where the system does not tell.
     */
    static OptionalLong peakBytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * @param args {@code peer} or widths such as {@code 8/8}; the model's file; images in one call; threads; the extents
     *     of a sample, separated by commas
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args[1]);
        int images = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        Shape sample = Shape.of(Arrays.stream(args[4].split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray());
        Graph small = BuiltinModels.read(SMALL).graph();
        run(args[0], OnnxWriter.toBytes(small, OnnxWriter.Options.defaults()), 1, 1, SMALL_SAMPLE, SMALL_RUNS);
        OptionalLong before = peakBytes();
        run(args[0], Files.readAllBytes(model), images, threads, sample, RUNS);
        OptionalLong after = peakBytes();
        if (before.isPresent() && after.isPresent()) {
            System.out.println(after.getAsLong() - before.getAsLong());
        }
    }

    private static void run(String engine, byte[] model, int images, int threads, Shape sample, int runs) {
        float[] samples = new RandomSamples(sample, images, SEED).all();
        if (engine.equals(PEER)) {
            try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.ON, threads)) {
                repeat(runs, () -> runner.run(samples, images, sample));
            }
            return;
        }
        try (Team team = new Team(threads)) {
            QuantizedNetwork network = quantized(model, Precision.parse(engine));
            repeat(runs, new NetworkWork(network, KernelSelection.select(), samples, images, team));
        }
    }

    private static void repeat(int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    /** A network whose quantizers have any ranges: memory does not depend on them. */
    private static QuantizedNetwork quantized(byte[] model, Precision precision) {
        NetworkLayout layout = NetworkLayout.of(
                Folding.fold(OnnxReader.read(model, "the model").graph()), JOIN_BITS);
        ActivationHistogram unit = new ActivationHistogram(-1, 1);
        List<ActivationHistogram> histograms =
                Collections.nCopies(layout.quantizers().size(), unit);
        List<float[]> means = layout.layers().stream()
                .map(layer -> new float[layer.workload().inputChannels()])
                .toList();
        return new NetworkQuantizer(layout, new Calibration(histograms, means), QuantizationScheme.USUAL)
                .quantize(PrecisionPlan.uniform(layout, precision, Map.of()));
    }
}
