package dev.vernier.search.job;

import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.search.config.ExportFormat;
import dev.vernier.search.export.OnnxRuntimeVerifier;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.front.FrontSelection;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.trial.Candidate;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What happens once a search has ended: a few plans, spread over each front, and the baselines meet the test split, and
 * are exported and verified by their consumer. The only part of a search that looks at the test split.
 */
final class TestRun {
    /** Plans that are tested and exported, besides uniform ones; more only where there are more devices. */
    private static final int MOST_PLANS = 8;

    private final RunInputs inputs;
    private final Workbench bench;
    private final PlanExports exports;
    private final RunFolder folder;
    private final Progress progress;
    private final Yardstick yardstick;

    private final Map<String, FrontFile.Tested> tested = new LinkedHashMap<>();
    private final List<Verification> verifications = new ArrayList<>();

    private TestRun(RunInputs inputs, Workbench bench, RunFolder folder, Progress progress) {
        this.inputs = inputs;
        this.bench = bench;
        exports = new PlanExports(inputs, bench);
        this.folder = folder;
        this.progress = progress;
        yardstick = bench.yardstick(
                inputs.config().quality().metric(), inputs.splits().test(), progress);
    }

    /** The front with figures of the test split, and what the consumer made of the exports. */
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
        List<Subject> subjects = subjects(outcome);
        tested.put(Baselines.FLOAT, FrontFile.Tested.of(yardstick.ofFloat()));
        try (RunningEvaluator evaluator = bench.evaluator(yardstick);
                OnnxRuntimeVerifier verifier = new OnnxRuntimeVerifier(
                        inputs.graph(), yardstick, inputs.config().threads())) {
            int done = 0;
            for (Subject subject : subjects) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                progress.update("testing and verifying exports", done++, subjects.size(), subject.id());
                test(subject, evaluator, verifier);
            }
            progress.update("testing and verifying exports", done, subjects.size(), "");
        }
        return Optional.of(new Result(withTests(front), List.copyOf(verifications)));
    }

    /** Something to test. */
    private record Subject(String id, Candidate candidate, boolean exported) {}

    /** The uniform plans and the plans chosen, by id. */
    private List<Subject> subjects(Outcome outcome) {
        List<Subject> subjects = new ArrayList<>();
        inputs.uniformPlans().forEach(plan -> subjects.add(new Subject(plan.id(), plan.candidate(), plan.exported())));
        chosen(outcome.fronts().values()).stream()
                .sorted(Trial.BY_ID)
                .forEach(trial -> subjects.add(new Subject(trial.id(), trial.candidate(), true)));
        return subjects;
    }

    /**
     * The fronts take turns to name a plan: first each its best compromise, then plans spread over it. A plan that another
     * front has named already takes a turn, too, so that what fronts share leaves room for what they do not.
     */
    static Set<Trial> chosen(Collection<Front> fronts) {
        List<List<Trial>> wishes = fronts.stream()
                .map(front -> FrontSelection.ranked(front, MOST_PLANS))
                .toList();
        Set<Trial> chosen = new LinkedHashSet<>();
        for (int turn = 0; turn < MOST_PLANS; turn++) {
            for (List<Trial> wish : wishes) {
                if (turn < wish.size() && (turn == 0 || chosen.size() < MOST_PLANS)) {
                    chosen.add(wish.get(turn));
                }
            }
        }
        return chosen;
    }

    private void test(Subject subject, RunningEvaluator evaluator, OnnxRuntimeVerifier verifier) {
        String id = subject.id();
        Candidate candidate = subject.candidate();
        Outputs ours = evaluator.outputs(candidate.plan(), candidate.scheme());
        tested.put(id, FrontFile.Tested.of(yardstick.measure(ours)));
        if (!subject.exported()) {
            return;
        }
        for (ExportFormat format : inputs.config().exports()) {
            byte[] file = exports.bytes(id, candidate, format);
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
                        .map(baseline -> baseline.withTest(Optional.ofNullable(tested.get(id(baseline)))))
                        .toList());
    }

    private static String id(FrontFile.Baseline baseline) {
        return baseline.scheme()
                .map(scheme -> Baselines.id(baseline.name(), scheme))
                .orElse(baseline.name());
    }
}
