package dev.vernier.search.job;

import dev.vernier.evaluator.bench.BenchResult;
import dev.vernier.evaluator.bench.BenchRow;
import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.evaluator.bench.NetworkBench;
import dev.vernier.evaluator.bench.RandomSamples;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.evaluator.training.UntrainedNetworks;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.export.QdqExporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares whole networks with ONNX Runtime running them in floating point and as our own 8-bit export, into a table.
 * Samples are random: speed does not depend on them.
 */
public final class NetworkBenchJob {
    /** What is measured unless one asks for other models. */
    public static final List<String> USUAL =
            List.of("builtin:fashion-resnet8", "builtin:fashion-dscnn", "untrained:resnet20", "untrained:mobilenet");

    private static final String UNTRAINED = "untrained:";
    private static final Precision BYTES = new Precision(8, 8);
    private static final int JOIN_BITS = 8;
    private static final int CALIBRATION = 16;
    private static final long SEED = 1;

    private NetworkBenchJob() {}

    /**
     * What to measure.
     *
     * @param models paths, {@code builtin:NAME}, or {@code untrained:NAME} for a topology with random weights
     * @param pairs widths such as {@code 4/8}, the same for every layer
     * @param batch images in one call, besides single ones
     */
    public record Request(List<String> models, List<String> pairs, int batch, BenchSettings settings) {
        public Request {
            models = List.copyOf(models);
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * Measures, and writes the table where one is wanted.
     *
     * @param results hears of each network once it is done
     * @return whether all kernels compute what they should
     * @throws InvalidInputException when a model cannot be used, a pair is none, or the table cannot be written
     */
    public static boolean run(
            Request request,
            Optional<Path> csv,
            List<Kernels> levels,
            Progress progress,
            Consumer<BenchResult> results) {
        List<Precision> precisions = BenchPairs.parse(request.pairs());
        Map<String, NetworkLayout> layouts = new LinkedHashMap<>();
        request.models().forEach(model -> layouts.put(model, layout(model)));
        Optional<ResultFile> table = csv.map(file -> ResultFile.open("--csv", file));
        List<BenchRow> rows = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        NetworkBench bench = new NetworkBench(levels, request.settings(), request.batch(), progress);
        int number = 0;
        for (Map.Entry<String, NetworkLayout> each : layouts.entrySet()) {
            NetworkBench.Subject subject = subject(name(each.getKey()), each.getValue(), precisions, levels.getFirst());
            bench.run(subject, number++, layouts.size(), result -> {
                rows.addAll(result.rows());
                faults.addAll(result.faults());
                results.accept(result);
            });
        }
        table.ifPresent(file ->
                file.write(BenchRow.CSV_HEADER, rows.stream().map(BenchRow::csv).toList()));
        return faults.isEmpty();
    }

    /**
     * The network to measure.
     *
     * @throws InvalidInputException when the model cannot be used
     */
    static NetworkLayout layout(String model) {
        if (!model.startsWith(UNTRAINED)) {
            return OpenedModel.open(model, Path.of(""), Collections.emptySortedMap())
                    .layout(JOIN_BITS);
        }
        String name = model.substring(UNTRAINED.length());
        if (!UntrainedNetworks.names().contains(name)) {
            throw new InvalidInputException(
                    model, "no topology is named '" + name + "'", Suggestions.mend(name, UntrainedNetworks.names()));
        }
        return NetworkLayout.of(Folding.fold(UntrainedNetworks.create(name, SEED)), JOIN_BITS);
    }

    /** The model's name without where it comes from. */
    static String name(String model) {
        String file = model.substring(model.lastIndexOf('/') + 1);
        return file.substring(file.indexOf(':') + 1).replaceFirst("\\.onnx$", "");
    }

    /** The shape of one sample, without a batch axis. */
    static Shape sample(Graph graph) {
        Shape input = graph.shape(graph.inputs().getFirst());
        return Shape.of(Arrays.copyOfRange(input.toArray(), 1, input.rank()));
    }

    private static NetworkBench.Subject subject(
            String name, NetworkLayout layout, List<Precision> precisions, Kernels kernels) {
        Graph graph = layout.graph();
        Shape sample = sample(graph);
        NetworkQuantizer quantizer = Workbench.prepare(
                        layout, new RandomSamples(sample, CALIBRATION, SEED), kernels, 1, Progress.silent())
                .quantizer(QuantizationScheme.USUAL);
        Map<Precision, QuantizedNetwork> quantized = new LinkedHashMap<>();
        precisions.forEach(precision -> quantized.put(precision, quantize(quantizer, layout, precision)));
        OnnxWriter.Options options = OnnxWriter.Options.defaults();
        return new NetworkBench.Subject(
                name,
                sample,
                layout.workload().macs(),
                OnnxWriter.toBytes(graph, options),
                OnnxWriter.toBytes(QdqExporter.export(quantize(quantizer, layout, BYTES)), options),
                quantized);
    }

    private static QuantizedNetwork quantize(NetworkQuantizer quantizer, NetworkLayout layout, Precision precision) {
        return quantizer.quantize(PrecisionPlan.uniform(layout, precision, Map.of()));
    }
}
