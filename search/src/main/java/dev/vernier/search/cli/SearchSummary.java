package dev.vernier.search.cli;

import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.job.SearchJob;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells a person what a search found. */
final class SearchSummary {
    private final PrintWriter out;

    SearchSummary(PrintWriter out) {
        this.out = out;
    }

    void print(Path folder, SearchJob.Result result) {
        FrontFile front = result.front();
        front.fronts().forEach((profile, ids) -> front(front, profile, ids));
        speeds(result.verifications());
        for (Verification verification : result.unverified()) {
            out.printf(
                    Locale.ROOT,
                    "warning: ONNX Runtime (fusion %s) does not reproduce %s: %s%n",
                    verification.fusion().name().toLowerCase(Locale.ROOT),
                    verification.plan(),
                    difference(verification));
        }
        out.printf("%nspent %s%n", result.spent());
        result.doubt().ifPresent(doubt -> out.printf("%nwarning: %s%n", doubt));
        if (result.ending() == Outcome.Ending.STOPPED) {
            out.println("stopped early; --resume goes on from here, and tests and exports at the end");
        }
        out.printf("%nresults in %s, to be looked at in %s%n", folder, folder.resolve("report.html"));
        out.flush();
    }

    private static String difference(Verification verification) {
        return switch (verification.agreement()) {
            case Agreement.OfClasses(double share) ->
                String.format(
                        Locale.ROOT, "it chooses another class on %.2f %% of the test samples", 100 * (1 - share));
            case Agreement.OfNumbers(double distance) ->
                String.format(Locale.ROOT, "its outputs for the test samples are %.2f %% off", 100 * distance);
        };
    }

    private void front(FrontFile file, String profile, List<String> ids) {
        List<Objective> columns = file.objectives().stream()
                .map(metric -> Objective.of(metric, profile))
                .toList();
        Optional<QuantizationScheme> scheme =
                ids.stream().findFirst().flatMap(file::plan).map(FrontFile.Entry::scheme);
        out.printf("%nfront for %s (%d %s)%n", profile, ids.size(), ids.size() == 1 ? "plan" : "plans");
        scheme.filter(other -> !other.equals(QuantizationScheme.USUAL))
                .ifPresent(other -> out.printf("quantized with %s%n", other.describe()));
        List<String> header = new ArrayList<>(List.of("plan"));
        columns.forEach(column -> header.add(column.metric().key()));
        header.add("test " + file.quality().metric().label());
        List<List<String>> rows = new ArrayList<>(List.of(header));
        for (FrontFile.Baseline baseline : file.baselines()) {
            if (baseline.scheme().isEmpty() || baseline.scheme().equals(scheme)) {
                rows.add(cells(baseline.name(), columns, baseline.objectives(), tested(file, baseline.test())));
            }
        }
        for (String id : ids) {
            FrontFile.Entry plan = file.plan(id).orElseThrow();
            rows.add(cells(id, columns, plan.objectives(), tested(file, plan.test())));
        }
        table(rows);
        flags(file, profile, ids);
    }

    /** What the plans of a front do not gain over uniform ones, each reason once and without its figures. */
    private void flags(FrontFile file, String profile, List<String> ids) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (String id : ids) {
            for (String reason : file.flags(profile, id)) {
                byReason.computeIfAbsent(reason.replaceAll(" \\([^)]*\\)", ""), _ -> new ArrayList<>())
                        .add(id);
            }
        }
        byReason.forEach((reason, flagged) -> out.printf(
                "  note: %s: %s%n", flagged.size() == ids.size() ? "all plans" : String.join(", ", flagged), reason));
    }

    private static List<String> cells(String name, List<Objective> columns, Map<String, Double> values, String tested) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (Objective column : columns) {
            Double value = values.get(column.name());
            cells.add(value == null ? "–" : format(value));
        }
        cells.add(tested);
        return cells;
    }

    private static String tested(FrontFile file, Optional<FrontFile.Tested> test) {
        Metric.Quality quality = file.quality();
        return test.map(tested -> quality.text(tested.value(), 2) + " ("
                        + quality.number(tested.interval().low(), 2) + "…"
                        + quality.number(tested.interval().high(), 2) + ")")
                .orElse("");
    }

    private static String format(double value) {
        boolean whole = value >= 1000 || (value > 1 && value == Math.rint(value));
        return String.format(Locale.ROOT, whole ? "%,.0f" : "%.4f", value);
    }

    /** Columns as wide as they need to be, all but the first flush right. */
    private void table(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(cells ->
                Arrays.setAll(widths, i -> Math.max(widths[i], cells.get(i).length())));
        for (List<String> cells : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - cells.get(i).length());
                line.append("  ").append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String agreement(Verification verification) {
        return switch (verification.agreement()) {
            case Agreement.OfClasses(double share) -> String.format(Locale.ROOT, "%.4f", share);
            case Agreement.OfNumbers(double distance) -> String.format(Locale.ROOT, "%.4f off", distance);
        };
    }

    private void speeds(List<Verification> verifications) {
        List<Verification> fused = verifications.stream()
                .filter(verification -> verification.fusion() == Verification.Fusion.ON)
                .toList();
        if (fused.isEmpty()) {
            return;
        }
        out.printf("%nin ONNX Runtime, one thread, each plan in turn with the float network%n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("plan", "samples/s", "× float", "agreement", "verified"));
        for (Verification verification : fused) {
            rows.add(List.of(
                    verification.plan(),
                    String.format(Locale.ROOT, "%,.0f", verification.planImagesPerSecond()),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            verification.planImagesPerSecond() / verification.floatImagesPerSecond()),
                    agreement(verification),
                    verifications.stream()
                                    .filter(other -> other.plan().equals(verification.plan()))
                                    .allMatch(Verification::verified)
                            ? "yes"
                            : "no"));
        }
        table(rows);
    }
}
