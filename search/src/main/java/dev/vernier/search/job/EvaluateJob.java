package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.export.PlanFile;
import dev.vernier.search.run.ProfilePricing;
import dev.vernier.search.trial.Candidate;
import dev.vernier.search.trial.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Evaluates one plan. */
public final class EvaluateJob {
    private static final Logger LOG = LogManager.getLogger(EvaluateJob.class);

    private EvaluateJob() {}

    /** Which samples a plan is evaluated on. */
    public enum Split {
        SEARCH,
        TEST
    }

    /**
     * What the plan is worth.
     *
     * @param scheme what it was quantized under
     * @param quality what the plan was judged by
     * @param objectives quality and costs by name; a device's only where the plan is legal on it and the scheme is its
     * @param interval the 95 % interval of the quality
     * @param unpriced the profiles of other schemes, for which this quality says nothing
     */
    public record Result(
            QuantizationScheme scheme,
            Metric.Quality quality,
            Map<String, Double> objectives,
            Interval interval,
            List<HardwareProfile> unpriced) {}

    /**
     * Evaluates a plan.
     *
     * @param plan the path of its file, or the name of a uniform plan
     * @throws InvalidInputException when there is no such plan, or it is one of another model
     */
    public static Result run(RunInputs inputs, String plan, Split split, Kernels kernels, Progress progress) {
        Candidate candidate = candidate(inputs, plan);
        Dataset samples =
                switch (split) {
                    case SEARCH -> inputs.splits().search();
                    case TEST -> inputs.splits().test();
                };
        Workbench bench = inputs.workbench(kernels, progress);
        Metric.Quality quality = inputs.config().quality();
        Yardstick yardstick = bench.yardstick(quality.metric(), samples, progress);
        FloatCheck.doubt(yardstick).ifPresent(LOG::warn);
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            Fidelity fidelity = evaluator.run(candidate.plan(), candidate.scheme());
            Map<String, Double> objectives = new LinkedHashMap<>();
            objectives.put(quality.key(), fidelity.value());
            objectives.putAll(
                    new ProfilePricing(inputs.layout(), inputs.profiles()).price(candidate.plan(), candidate.scheme()));
            List<HardwareProfile> others = inputs.profiles().stream()
                    .filter(profile -> !profile.legality().scheme().equals(candidate.scheme()))
                    .toList();
            return new Result(candidate.scheme(), quality, objectives, fidelity.interval(), others);
        }
    }

    private static Candidate candidate(RunInputs inputs, String plan) {
        Path file = Path.of(plan);
        if (!Files.exists(file)) {
            return inputs.uniformPlan(plan)
                    .map(Baselines.Uniform::candidate)
                    .orElseThrow(() -> new InvalidInputException(
                            "--plan " + plan,
                            "there is neither such a file nor a uniform plan of this name",
                            "write plans/ID.yaml of a run folder, 'uniform-8', or 'uniform-4/8' for weights of 4 bits and"
                                    + " activations of 8"));
        }
        return PlanFile.read(file, inputs.layout(), inputs.model().sha256());
    }
}
