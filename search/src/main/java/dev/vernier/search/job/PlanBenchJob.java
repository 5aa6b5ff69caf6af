package dev.vernier.search.job;

import dev.vernier.evaluator.bench.RandomSamples;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.search.config.Budget;
import dev.vernier.search.config.SearchConfig;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.config.StrategyKind;
import dev.vernier.search.export.QdqExporter;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.ProfilePricing;
import dev.vernier.search.run.SearchRun;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Candidate;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How fast plans are evaluated: the proposals of a seeded search, once more from the beginning, against an ONNX Runtime
 * session for each plan. Both sides take turns, plan by plan.
 *
 * <p>Ours starts cold: it quantizes, lays out weights, runs the plan on all samples and compares the outputs with the
 * float network's. Theirs is given the exported 8-bit network of the plan; making the session and running it count.
 */
public final class PlanBenchJob {
    private static final String PROFILE = "cpu-x86-vnni";
    private static final long SEED = 1;
    private static final int CALIBRATION = 16;

    private final Request request;
    private final Kernels kernels;
    private final Progress progress;
    private final NetworkLayout layout;
    private final Dataset samples;
    private final Dataset calibration;

    /**
     * What to measure.
     *
     * @param model as for the comparison of networks
     * @param plans budget of the search
     * @param images samples that each plan is run on
     * @param threads on either side
     */
    public record Request(String model, int plans, int images, int threads) {}

    /**
     * Seconds that each plan took, in the order of proposal.
     *
     * @param ours with what is shared between plans
     * @param theirs with a session for each plan
     */
    public record Timings(double[] ours, double[] theirs) {
        private static final int BLOCKS = 10;

        /** Plans that were run. */
        public int plans() {
            return ours.length;
        }

        /** Our plans per second. */
        public double oursPerSecond() {
            return plans() / Arrays.stream(ours).sum();
        }

        /** Plans per second with ONNX Runtime. */
        public double theirsPerSecond() {
            return plans() / Arrays.stream(theirs).sum();
        }

        /** How many times as many plans per second, in each tenth of the search: what is shared grows with time. */
        public double[] ratios() {
            int blocks = Math.min(BLOCKS, plans());
            double[] ratios = new double[blocks];
            for (int i = 0; i < blocks; i++) {
                int from = i * plans() / blocks;
                int to = (i + 1) * plans() / blocks;
                ratios[i] = Arrays.stream(theirs, from, to).sum()
                        / Arrays.stream(ours, from, to).sum();
            }
            return ratios;
        }
    }

    private PlanBenchJob(Request request, Kernels kernels, Progress progress) {
        this.request = request;
        this.kernels = kernels;
        this.progress = progress;
        layout = NetworkBenchJob.layout(request.model());
        Shape sample = NetworkBenchJob.sample(layout.graph());
        samples = new RandomSamples(sample, request.images(), SEED);
        calibration = new RandomSamples(sample, CALIBRATION, SEED);
    }

    /**
     * Searches, then measures.
     *
     * @throws dev.vernier.hardware.input.InvalidInputException when the model cannot be used
     */
    public static Timings run(Request request, Kernels kernels, Progress progress) throws IOException {
        return new PlanBenchJob(request, kernels, progress).run();
    }

    private Timings run() throws IOException {
        Workbench searched = workbench();
        Yardstick yardstick = searched.yardstick(QualityMetrics.ACCURACY, samples, progress);
        List<Candidate> proposals = proposals(searched, yardstick);
        double[] ours = new double[proposals.size()];
        double[] theirs = new double[ours.length];
        float[] batch = all(samples);
        try (RunningEvaluator cold = workbench().evaluator(yardstick)) {
            for (int i = 0; i < ours.length; i++) {
                Candidate candidate = proposals.get(i);
                long start = System.nanoTime();
                cold.run(candidate.plan(), candidate.scheme());
                ours[i] = (System.nanoTime() - start) * 1e-9;
                theirs[i] = session(exported(searched, candidate), batch);
                progress.update("evaluating plans in turns", i + 1, ours.length, "");
            }
        }
        return new Timings(ours, theirs);
    }

    private Workbench workbench() {
        return Workbench.prepare(layout, calibration, kernels, request.threads(), Progress.silent());
    }

    /** The plans that a search tries, in its order. */
    private List<Candidate> proposals(Workbench bench, Yardstick yardstick) throws IOException {
        HardwareProfile profile = HardwareProfiles.load(PROFILE, Path.of(""));
        SpaceConfig wish =
                new SpaceConfig(new TreeSet<>(List.of(2, 3, 4, 6, 8)), new TreeSet<>(List.of(4, 8)), 8, Map.of());
        SearchSpace space = SearchSpace.of(
                layout,
                wish,
                PROFILE,
                profile.legality(),
                (_, problem, mend) -> new InvalidInputException(request.model(), problem, mend));
        List<Objective> objectives = Stream.of(
                        Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES)
                .map(metric -> Objective.of(metric, PROFILE))
                .toList();
        Island island = new Island(PROFILE, profile.legality().scheme(), space, objectives);
        SearchConfig search = new SearchConfig(StrategyKind.GENETIC, new Budget.Evaluations(request.plans()), SEED);
        try (RunningEvaluator evaluator = bench.evaluator(yardstick);
                TemporaryStore store = TemporaryStore.create()) {
            Outcome outcome = new SearchRun(
                            search,
                            List.of(island),
                            evaluator,
                            new ProfilePricing(layout, List.of(profile)),
                            store.trials(),
                            progress,
                            () -> false)
                    .run();
            return outcome.trials().stream().map(Trial::candidate).toList();
        }
    }

    private static byte[] exported(Workbench bench, Candidate candidate) {
        Graph graph = QdqExporter.export(bench.quantizer(candidate.scheme()).quantize(candidate.plan()));
        return OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
    }

    /** Seconds that a session takes from its making to the outputs of all samples. */
    private double session(byte[] model, float[] batch) {
        long start = System.nanoTime();
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.ON, request.threads())) {
            runner.run(batch, samples.size(), samples.sampleShape());
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    private static float[] all(Dataset samples) {
        int elements = Math.toIntExact(samples.sampleShape().elements());
        float[] batch = new float[samples.size() * elements];
        for (int i = 0; i < samples.size(); i++) {
            samples.read(i, batch, i * elements);
        }
        return batch;
    }
}
