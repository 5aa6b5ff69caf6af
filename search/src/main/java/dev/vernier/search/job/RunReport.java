package dev.vernier.search.job;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.report.FrontPicture;
import dev.vernier.search.report.ReportData;
import dev.vernier.search.report.ReportMapper;
import dev.vernier.search.report.ReportPage;
import dev.vernier.search.report.ReportSource;
import dev.vernier.search.run.Island;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.trial.Pricing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Writes {@code report.html} and {@code front.png} as far as the run has come. A fault in either must not cost the run its
 * results: it is logged, and that file stays as it was.
 */
final class RunReport {
    private static final Logger LOG = LogManager.getLogger(RunReport.class);

    private final RunInputs inputs;
    private final RunFolder folder;
    private final Pricing pricing;
    private final Kernels kernels;
    private final Optional<String> doubt;

    /**
     * @param doubt why the float network and the data may not belong together, where they seem not to
     */
    RunReport(RunInputs inputs, RunFolder folder, Pricing pricing, Kernels kernels, Optional<String> doubt) {
        this.inputs = inputs;
        this.folder = folder;
        this.pricing = pricing;
        this.kernels = kernels;
        this.doubt = doubt;
    }

    /** The report of a run whose plans were not tested yet. */
    void write(Outcome outcome, FrontFile front) {
        write(outcome, front, List.of(), List.of());
    }

    void write(
            Outcome outcome,
            FrontFile front,
            List<Verification> verifications,
            List<ReportData.HostLatency> hostLatencies) {
        Supplier<ReportData> data = () -> ReportMapper.map(new ReportSource(
                inputs.config().name(),
                front,
                inputs.layout(),
                outcome.trials(),
                targets(front),
                pricing,
                outcome.sensitivities(),
                verifications,
                hostLatencies,
                provenance(outcome, front)));
        write(data, folder::write);
    }

    /**
     * Writes both files.
     *
     * @param files takes each file's name and bytes
     */
    static void write(Supplier<ReportData> source, BiConsumer<String, byte[]> files) {
        attempt("the report", () -> {
            ReportData data = source.get();
            attempt("report.html", () -> files.accept("report.html", ReportPage.html(data)));
            attempt("front.png", () -> FrontPicture.png(data).ifPresent(picture -> files.accept("front.png", picture)));
        });
    }

    private static void attempt(String what, Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            LOG.error("{} could not be written, and the run goes on: {}", what, e.toString(), e);
        }
    }

    private List<ReportSource.Target> targets(FrontFile front) {
        List<ReportSource.Target> targets = new ArrayList<>();
        for (int i = 0; i < inputs.islands().size(); i++) {
            Island island = inputs.islands().get(i);
            HardwareProfile profile = inputs.profiles().get(i);
            targets.add(new ReportSource.Target(
                    island.profile(),
                    profile.description(),
                    profile.origin().key() + ", " + profile.origin().meaning(),
                    island.scheme(),
                    island.space(),
                    warnings(profile),
                    front.flags().getOrDefault(island.profile(), Map.of())));
        }
        return targets;
    }

    private List<String> warnings(HardwareProfile profile) {
        List<String> warnings = new ArrayList<>();
        doubt.ifPresent(text -> warnings.add("Mind that " + text));
        warnings.addAll(profile.caveats());
        List<String> extrapolated = profile
                .costModel()
                .extrapolated(inputs.layout().workload())
                .stream()
                .map(LayerWorkload::name)
                .toList();
        if (!extrapolated.isEmpty()) {
            warnings.add("The prices of these layers rest on no comparable measurement: "
                    + String.join(", ", extrapolated) + ".");
        }
        return warnings;
    }

    private ReportData.Provenance provenance(Outcome outcome, FrontFile front) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("strategy", inputs.config().search().strategy().key());
        facts.put("seed", Long.toString(inputs.config().search().seed()));
        facts.put("budget", inputs.config().search().budget().toString());
        facts.put("spent", outcome.spent(inputs.splits().search().size()));
        facts.put("kernels", kernels.description());
        facts.put("java", Runtime.version().toString());
        inputs.identity().forEach((what, hash) -> facts.put(what + " SHA-256", hash));
        facts.remove("model SHA-256");
        return new ReportData.Provenance(ending(outcome, front), facts, inputs.configuration(kernels));
    }

    private static String ending(Outcome outcome, FrontFile front) {
        String search =
                switch (outcome.ending()) {
                    case SPENT -> "The search ended when its budget was spent.";
                    case EXHAUSTED -> "The search ended when no further plan was found.";
                    case STOPPED -> "The search was stopped early; it can be resumed.";
                };
        boolean tested = front.plans().stream().anyMatch(plan -> plan.test().isPresent());
        return tested ? search : search + " Nothing was tested on the test split yet.";
    }
}
