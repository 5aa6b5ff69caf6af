package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.metric.ClassOutputs;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.IntegerPlanEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.search.config.ExportFormat;
import dev.vernier.search.export.OnnxRuntimeVerifier;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.front.FrontSelection;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What happens once a search has ended: a few plans, spread over each front, and the baselines meet the test split, and
 * are exported and verified by their consumer. The only part of a search that looks at the test split.
 */
final class TestRun {
    /** Plans of each profile that are tested and exported. */
    private static final int MOST_PLANS = 8;

    private final RunInputs inputs;
    private final Workbench bench;
    private final PlanExports exports;
    private final RunFolder folder;
    private final Progress progress;
    private final Dataset samples;
    private final ClassOutputs reference;

    private final Map<String, FrontFile.Tested> tested = new LinkedHashMap<>();
    private final List<Verification> verifications = new ArrayList<>();

    private TestRun(RunInputs inputs, Workbench bench, RunFolder folder, Progress progress) {
        this.inputs = inputs;
        this.bench = bench;
        exports = new PlanExports(inputs, bench);
        this.folder = folder;
        this.progress = progress;
        samples = inputs.splits().test();
        reference = bench.floatOutputs(samples, progress);
    }

    /** The front with test accuracies, and what the consumer made of the exports. */
    record Result(FrontFile front, List<Verification> verifications) {}

    /**
     * Tests and exports.
     *
     * @param stop asked between plans
     * @return empty when it was asked to stop
     */
    static Optional<Result> run(
            RunInputs inputs,
            Workbench bench,
            RunFolder folder,
            Outcome outcome,
            FrontFile front,
            Progress progress,
            BooleanSupplier stop) {
        return new TestRun(inputs, bench, folder, progress).run(outcome, front, stop);
    }

    private Optional<Result> run(Outcome outcome, FrontFile front, BooleanSupplier stop) {
        Map<String, PrecisionPlan> plans = new LinkedHashMap<>();
        Map<String, PrecisionPlan> uniform =
                Baselines.uniform(inputs.layout(), inputs.config().space().pins());
        plans.putAll(uniform);
        plans.putAll(chosen(outcome));
        tested.put(Baselines.FLOAT, FrontFile.Tested.of(reference.against(reference, samples)));
        try (IntegerPlanEvaluator evaluator = bench.evaluator(samples, reference);
                OnnxRuntimeVerifier verifier = new OnnxRuntimeVerifier(
                        inputs.graph(), samples, reference, inputs.config().threads())) {
            int done = 0;
            for (Map.Entry<String, PrecisionPlan> plan : plans.entrySet()) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                progress.update("testing and verifying exports", done++, plans.size(), plan.getKey());
                boolean exported =
                        !uniform.containsKey(plan.getKey()) || plan.getKey().equals("uniform-8");
                test(plan.getKey(), plan.getValue(), exported, evaluator, verifier);
            }
            progress.update("testing and verifying exports", done, plans.size(), "");
        }
        return Optional.of(new Result(withTests(front), List.copyOf(verifications)));
    }

    /** At most eight plans of each front, by id. */
    private static Map<String, PrecisionPlan> chosen(Outcome outcome) {
        Map<String, Trial> chosen = new LinkedHashMap<>();
        for (Front front : outcome.fronts().values()) {
            FrontSelection.spread(front, MOST_PLANS).forEach(trial -> chosen.put(trial.id(), trial));
        }
        Map<String, PrecisionPlan> plans = new LinkedHashMap<>();
        chosen.values().stream().sorted(Trial.BY_ID).forEach(trial -> plans.put(trial.id(), trial.plan()));
        return plans;
    }

    private void test(
            String id,
            PrecisionPlan plan,
            boolean exported,
            IntegerPlanEvaluator evaluator,
            OnnxRuntimeVerifier verifier) {
        ClassOutputs ours = evaluator.outputs(plan);
        tested.put(id, FrontFile.Tested.of(ours.against(reference, samples)));
        if (!exported) {
            return;
        }
        for (ExportFormat format : inputs.config().exports()) {
            byte[] file = exports.bytes(id, plan, format);
            folder.write(PlanExports.file(id, format), file);
            if (format == ExportFormat.QDQ) {
                verifications.addAll(verifier.verify(id, file, ours));
            }
        }
    }

    private FrontFile withTests(FrontFile front) {
        return front.withPlans(front.plans().stream()
                        .map(entry -> {
                            FrontFile.Tested result = tested.get(entry.id());
                            return result == null ? entry : entry.withTest(result);
                        })
                        .toList())
                .withBaselines(front.baselines().stream()
                        .map(baseline -> new FrontFile.Baseline(
                                baseline.name(),
                                baseline.objectives(),
                                Optional.ofNullable(tested.get(baseline.name()))))
                        .toList());
    }
}
