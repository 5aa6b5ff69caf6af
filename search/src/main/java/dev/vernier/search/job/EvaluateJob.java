package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.IntegerPlanEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.search.export.PlanFile;
import dev.vernier.search.run.ProfilePricing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Evaluates one plan. */
public final class EvaluateJob {
    private EvaluateJob() {}

    /** Which samples a plan is evaluated on. */
    public enum Split {
        SEARCH,
        TEST
    }

    /**
     * What the plan is worth.
     *
     * @param objectives accuracy and costs by name; a device's only where the plan is legal on it
     * @param interval the 95 % interval of the accuracy
     */
    public record Result(Map<String, Double> objectives, Interval interval) {}

    public static Result run(RunInputs inputs, Path planFile, Split split, Kernels kernels, Progress progress) {
        PrecisionPlan plan =
                PlanFile.read(planFile, inputs.layout(), inputs.model().onnx().sha256());
        Dataset samples =
                switch (split) {
                    case SEARCH -> inputs.splits().search();
                    case TEST -> inputs.splits().test();
                };
        Workbench bench = inputs.workbench(kernels, progress);
        try (IntegerPlanEvaluator evaluator = bench.evaluator(samples, bench.floatOutputs(samples, progress))) {
            Fidelity fidelity = evaluator.run(plan);
            Map<String, Double> objectives = new LinkedHashMap<>();
            objectives.put("accuracy", fidelity.accuracy());
            objectives.putAll(new ProfilePricing(inputs.layout(), inputs.profiles()).price(plan));
            return new Result(objectives, fidelity.interval());
        }
    }
}
