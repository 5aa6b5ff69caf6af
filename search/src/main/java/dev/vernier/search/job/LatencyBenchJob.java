package dev.vernier.search.job;

import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.evaluator.bench.LatencyBench;
import dev.vernier.evaluator.bench.LatencyResult;
import dev.vernier.evaluator.bench.RandomSamples;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.space.StratifiedPlans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares predicted with measured latencies of random plans. */
public final class LatencyBenchJob {
    /** What is measured unless one asks for other models. */
    public static final List<String> USUAL = List.of("untrained:resnet20", "untrained:mobilenet");

    private static final int JOIN_BITS = 8;
    private static final int CALIBRATION = 16;

    private LatencyBenchJob() {}

    /**
     * What to measure.
     *
     * @param models as for the comparison of networks
     * @param plans how many for each model
     * @param seed of the plans
     */
    public record Request(List<String> models, int plans, long seed, BenchSettings settings) {
        public Request {
            models = List.copyOf(models);
        }
    }

    /**
     * Measures, and writes a table of all plans where one is wanted.
     *
     * @param level with each layer on the code of its own widths, for the table
     * @param chosen the same level as networks run on it
     * @return one entry for each model
     * @throws InvalidInputException when a model cannot be used or the table cannot be written
     */
    public static List<LatencyResult> run(
            Request request, Optional<Path> csv, Kernels level, Kernels chosen, Progress progress) {
        Map<String, NetworkLayout> layouts = new LinkedHashMap<>();
        request.models().forEach(model -> layouts.put(model, NetworkBenchJob.layout(model)));
        Optional<ResultFile> table = csv.map(file -> ResultFile.open("--csv", file));
        SortedSet<Precision> precisions = ProfileJob.everyPrecision();
        List<LatencyBench.Subject> subjects = new ArrayList<>();
        layouts.forEach((model, layout) -> subjects.add(subject(model, layout, precisions, request, level)));
        List<LatencyResult> results =
                new LatencyBench(level, chosen, request.settings(), progress).run(subjects, precisions);
        table.ifPresent(file -> file.write(
                LatencyResult.CSV_HEADER,
                results.stream().flatMap(result -> result.csv().stream()).toList()));
        return results;
    }

    private static LatencyBench.Subject subject(
            String model, NetworkLayout layout, SortedSet<Precision> precisions, Request request, Kernels level) {
        Dataset samples = new RandomSamples(NetworkBenchJob.sample(layout.graph()), CALIBRATION, request.seed());
        NetworkQuantizer quantizer =
                Workbench.prepare(layout, samples, level, 1, Progress.silent()).quantizer(QuantizationScheme.USUAL);
        StratifiedPlans plans =
                new StratifiedPlans(space(model, layout, precisions), new SplittableRandom(request.seed()));
        List<QuantizedNetwork> networks = new ArrayList<>();
        for (int i = 0; i < request.plans(); i++) {
            PrecisionPlan plan = plans.next();
            networks.add(quantizer.quantize(plan));
        }
        float[] sample = new float[Math.toIntExact(samples.sampleShape().elements())];
        samples.read(0, sample, 0);
        return new LatencyBench.Subject(NetworkBenchJob.name(model), networks, sample);
    }

    private static SearchSpace space(String model, NetworkLayout layout, SortedSet<Precision> precisions) {
        SpaceConfig wish = new SpaceConfig(
                precisions.stream().map(Precision::weightBits).collect(Collectors.toCollection(TreeSet::new)),
                precisions.stream().map(Precision::activationBits).collect(Collectors.toCollection(TreeSet::new)),
                JOIN_BITS,
                Map.of());
        return SearchSpace.of(
                layout,
                wish,
                "this machine",
                Legality.everywhere(precisions),
                (_, problem, mend) -> new InvalidInputException(model, problem, mend));
    }
}
