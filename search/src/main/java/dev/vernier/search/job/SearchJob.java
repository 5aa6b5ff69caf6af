package dev.vernier.search.job;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.export.PlanFile;
import dev.vernier.search.export.Verification;
import dev.vernier.search.export.VerificationFile;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.front.Gains;
import dev.vernier.search.report.ReportData;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.ProfilePricing;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.run.SearchRun;
import dev.vernier.search.run.TrialStore;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The main job: from a configuration to a run folder with fronts, plans, exported models and their verification.
 *
 * <p>Everything is opened and checked before anything is written. When the search has ended, however it ended, its
 * fronts and the report are written at once; what takes longer, tests and exports, comes afterwards and completes them.
 */
public final class SearchJob {
    private static final Logger LOG = LogManager.getLogger(SearchJob.class);

    private final RunInputs inputs;
    private final RunFolder folder;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final Workbench bench;
    private final ProfilePricing pricing;
    private final Yardstick yardstick;
    private final Optional<String> doubt;
    private final RunReport report;

    private SearchJob(RunInputs inputs, RunFolder folder, Kernels kernels, Progress progress, BooleanSupplier stop) {
        this.inputs = inputs;
        this.folder = folder;
        this.progress = progress;
        this.stop = stop;
        bench = inputs.workbench(kernels, progress);
        pricing = new ProfilePricing(inputs.layout(), inputs.profiles());
        yardstick = bench.yardstick(
                inputs.config().quality().metric(), inputs.splits().search(), progress);
        doubt = FloatCheck.doubt(yardstick);
        report = new RunReport(inputs, folder, pricing, kernels, doubt);
    }

    /**
     * What a run left.
     *
     * @param front as written to {@code front.json}
     * @param verifications as written to {@code verification.json}; none when the search was stopped
     * @param ending why the search ended
     * @param spent what the budget went into, in words
     * @param doubt why the float network and the data may not belong together, where they seem not to
     */
    public record Result(
            FrontFile front,
            List<Verification> verifications,
            Outcome.Ending ending,
            String spent,
            Optional<String> doubt) {
        /** The exported plans that their consumer does not reproduce closely enough. */
        public List<Verification> unverified() {
            return verifications.stream()
                    .filter(verification -> !verification.verified())
                    .toList();
        }
    }

    /**
     * Searches.
     *
     * @param inputs what the configuration names
     * @param folder claimed for this run
     * @param stop asked between evaluations; once true, the search ends and its fronts are written
     */
    public static Result run(
            RunInputs inputs, RunFolder folder, Kernels kernels, Progress progress, BooleanSupplier stop) {
        return new SearchJob(inputs, folder, kernels, progress, stop).run();
    }

    private Result run() {
        Found found = find();
        if (found.outcome().ending() == Outcome.Ending.STOPPED) {
            return stopped(found);
        }
        Optional<TestRun.Result> tested =
                TestRun.run(inputs, bench, folder, found.outcome(), found.front(), progress, stop);
        if (tested.isEmpty()) {
            return stopped(found);
        }
        FrontFile front = tested.get().front();
        List<Verification> verifications = tested.get().verifications();
        folder.write("front.json", front.toJson());
        folder.write(
                "verification.json",
                VerificationFile.write(verifications, inputs.config().quality()));
        report.write(found.outcome(), front, verifications, List.of());
        List<ReportData.HostLatency> measured =
                HostRun.run(inputs, bench, folder, found.outcome(), front, progress, stop);
        if (!measured.isEmpty()) {
            report.write(found.outcome(), front, verifications, measured);
        }
        verifications.forEach(verification -> LOG.info("{}", verification));
        return new Result(front, verifications, found.outcome().ending(), spent(found), doubt);
    }

    private Result stopped(Found found) {
        return new Result(found.front(), List.of(), Outcome.Ending.STOPPED, spent(found), doubt);
    }

    private String spent(Found found) {
        return String.format(
                "of the budget of %s: %s",
                inputs.config().search().budget(),
                found.outcome().spent(inputs.splits().search().size()));
    }

    /** What a search found, written already. */
    private record Found(Outcome outcome, FrontFile front) {}

    /** Searches and writes the fronts; baselines only when nobody waits for the end. */
    private Found find() {
        doubt.ifPresent(LOG::warn);
        ClassCoverage.doubt("calibration", inputs.splits().calibration()).ifPresent(LOG::warn);
        ClassCoverage.doubt("search", inputs.splits().search()).ifPresent(LOG::warn);
        inputs.profiles().forEach(this::warnOfExtrapolation);
        try (RunningEvaluator evaluator = bench.evaluator(yardstick);
                TrialStore store = folder.trials()) {
            Outcome outcome = search(evaluator, store);
            LOG.info(
                    "the search ended, {}, after {} trials",
                    outcome.ending(),
                    outcome.trials().size());
            FrontFile front = FrontFile.of(inputs.model(), inputs.config().objectives(), outcome.fronts());
            folder.write("front.json", front.toJson());
            writePlans(outcome);
            report.write(outcome, front);
            if (outcome.ending() == Outcome.Ending.STOPPED) {
                return new Found(outcome, front);
            }
            FrontFile compared = front.withBaselines(baselines(evaluator));
            FrontFile flagged = compared.withFlags(flags(outcome, compared.baselines()));
            folder.write("front.json", flagged.toJson());
            report.write(outcome, flagged);
            return new Found(outcome, flagged);
        }
    }

    private void warnOfExtrapolation(HardwareProfile profile) {
        NetworkWorkload network = inputs.layout().workload();
        int extrapolated = profile.costModel().extrapolated(network).size();
        if (extrapolated > 0) {
            LOG.warn(
                    "prices on {} are extrapolated for {} of {} layers, whose shapes are unlike those measured for it",
                    profile.name(),
                    extrapolated,
                    network.layers().size());
        }
    }

    private Outcome search(RunningEvaluator evaluator, TrialStore store) {
        return new SearchRun(inputs.config().search(), inputs.islands(), evaluator, pricing, store, progress, stop)
                .run();
    }

    private List<FrontFile.Baseline> baselines(RunningEvaluator evaluator) {
        List<FrontFile.Baseline> baselines = new ArrayList<>();
        Map<String, Double> floatPrices = pricing.price(Baselines.floatPrecisions(inputs.layout()));
        baselines.add(baseline(Baselines.FLOAT, Optional.empty(), yardstick.ofFloat(), floatPrices));
        for (Baselines.Uniform uniform : inputs.uniformPlans()) {
            PrecisionPlan plan = uniform.candidate().plan();
            QuantizationScheme scheme = uniform.candidate().scheme();
            baselines.add(baseline(
                    uniform.name(), Optional.of(scheme), evaluator.run(plan, scheme), pricing.price(plan, scheme)));
        }
        return baselines;
    }

    private FrontFile.Baseline baseline(
            String name, Optional<QuantizationScheme> scheme, Fidelity fidelity, Map<String, Double> prices) {
        Map<String, Double> objectives = new LinkedHashMap<>();
        objectives.put(inputs.config().quality().key(), fidelity.value());
        objectives.putAll(prices);
        return new FrontFile.Baseline(name, scheme, objectives, Optional.empty());
    }

    private Map<String, Map<String, List<String>>> flags(Outcome outcome, List<FrontFile.Baseline> baselines) {
        Map<String, Map<String, List<String>>> flags = new LinkedHashMap<>();
        for (Island island : inputs.islands()) {
            Front front = Objects.requireNonNull(outcome.fronts().get(island.profile()));
            Map<String, List<String>> missing = Gains.missing(front, uniforms(island.scheme(), baselines), pricing);
            if (!missing.isEmpty()) {
                flags.put(island.profile(), missing);
            }
        }
        return flags;
    }

    /** The uniform plans under one scheme, and what they are worth. */
    private List<Gains.Uniform> uniforms(QuantizationScheme scheme, List<FrontFile.Baseline> baselines) {
        List<Gains.Uniform> uniforms = new ArrayList<>();
        for (Baselines.Uniform uniform : inputs.uniformPlans()) {
            for (FrontFile.Baseline baseline : baselines) {
                if (uniform.candidate().scheme().equals(scheme)
                        && baseline.name().equals(uniform.name())
                        && baseline.scheme().equals(Optional.of(scheme))) {
                    uniforms.add(new Gains.Uniform(
                            uniform.name(), uniform.candidate().plan(), baseline.objectives()));
                }
            }
        }
        return uniforms;
    }

    private void writePlans(Outcome outcome) {
        for (Front front : outcome.fronts().values()) {
            for (Trial trial : front.trials()) {
                String text = PlanFile.write(trial.id(), inputs.model().sha256(), trial.candidate());
                folder.write("plans/" + trial.id() + ".yaml", text);
            }
        }
    }
}
