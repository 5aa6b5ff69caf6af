package dev.vernier.search.report;

import dev.vernier.evaluator.metric.Fidelity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Runs whose figures leave little to draw: few samples, one plan, nothing that differs, nothing that changes answers. */
final class AwkwardRuns {
    private static final ReportData USUAL = ReportCase.of(30).data();

    private AwkwardRuns() {}

    /** By what is awkward about them. */
    static Map<String, ReportData> all() {
        Map<String, ReportData> runs = new LinkedHashMap<>();
        runs.put(
                "20 samples",
                points(point -> rated(point, (int) (17 * point.search().value()), 20)));
        runs.put("one sample, always right", points(point -> rated(point, 1, 1)));
        runs.put("one sample, never right", points(point -> rated(point, 0, 1)));
        runs.put("equal values", points(point -> costing(rated(point, 16, 20), 7)));
        runs.put("equal values, costs of nothing", points(point -> costing(rated(point, 16, 20), 0)));
        runs.put("one plan", profiles(AwkwardRuns::onlyTheBest));
        runs.put(
                "one plan that costs nothing",
                profiles(profile -> withPoints(onlyTheBest(profile), point -> costing(point, 0))));
        runs.put("baselines side by side", profiles(AwkwardRuns::crowded));
        runs.put("divergences of nothing", profiles(AwkwardRuns::insensitive));
        return runs;
    }

    /** Ten baselines within a hair's breadth of the best plan, and the float network just above it. */
    private static ReportData.Profile crowded(ReportData.Profile profile) {
        String id = profile.front().getFirst();
        ReportData.Point best = profile.points().stream()
                .filter(point -> USUAL.plans().get(point.plan()).id().equals(id))
                .findFirst()
                .orElseThrow();
        List<ReportData.Baseline> baselines = new ArrayList<>();
        baselines.add(baseline("float", best, 1.001, 4));
        for (int i = 0; i < 10; i++) {
            baselines.add(baseline("uniform-" + i, best, 1 - 0.001 * i, 1 - 0.002 * i));
        }
        return profile(profile, profile.points(), profile.front(), baselines, profile.sensitivity());
    }

    private static ReportData.Baseline baseline(String name, ReportData.Point like, double better, double dearer) {
        return new ReportData.Baseline(
                name,
                Optional.of(like.search().value() * better),
                Optional.empty(),
                like.costs().stream().map(cost -> Optional.of(cost * dearer)).toList());
    }

    private static ReportData.Point rated(ReportData.Point point, int correct, int samples) {
        Fidelity fidelity = Fidelity.ofSuccesses(correct, samples, point.divergence());
        return new ReportData.Point(
                point.plan(),
                new ReportData.Estimate(
                        fidelity.value(),
                        fidelity.interval().low(),
                        fidelity.interval().high()),
                point.divergence(),
                point.costs(),
                Optional.empty());
    }

    private static ReportData.Point costing(ReportData.Point point, double cost) {
        return new ReportData.Point(
                point.plan(),
                point.search(),
                point.divergence(),
                point.costs().stream().map(_ -> cost).toList(),
                point.test());
    }

    private static ReportData.Profile onlyTheBest(ReportData.Profile profile) {
        String best = profile.front().getFirst();
        return profile(
                profile,
                profile.points().stream()
                        .filter(point -> USUAL.plans().get(point.plan()).id().equals(best))
                        .toList(),
                List.of(best),
                List.of(),
                profile.sensitivity());
    }

    private static ReportData.Profile insensitive(ReportData.Profile profile) {
        ReportData.Sensitivity known = profile.sensitivity().orElseThrow();
        List<Map<Integer, Double>> nothing =
                known.weights().stream().map(_ -> Map.of(4, 0.0, 8, 0.0)).toList();
        return profile(
                profile,
                profile.points(),
                profile.front(),
                profile.baselines(),
                Optional.of(new ReportData.Sensitivity(nothing, nothing, 0, Optional.empty())));
    }

    private static ReportData points(UnaryOperator<ReportData.Point> change) {
        return profiles(profile -> withPoints(profile, change));
    }

    private static ReportData.Profile withPoints(ReportData.Profile profile, UnaryOperator<ReportData.Point> change) {
        List<ReportData.Point> points = profile.points().stream().map(change).toList();
        return profile(profile, points, profile.front(), List.of(), profile.sensitivity());
    }

    private static ReportData profiles(UnaryOperator<ReportData.Profile> change) {
        return new ReportData(
                USUAL.name(),
                USUAL.quality(),
                USUAL.model(),
                USUAL.layers(),
                USUAL.plans(),
                USUAL.profiles().stream().map(change).toList(),
                USUAL.verifications(),
                USUAL.hostLatencies(),
                USUAL.provenance());
    }

    private static ReportData.Profile profile(
            ReportData.Profile like,
            List<ReportData.Point> points,
            List<String> front,
            List<ReportData.Baseline> baselines,
            Optional<ReportData.Sensitivity> sensitivity) {
        return new ReportData.Profile(
                like.name(),
                like.description(),
                like.origin(),
                like.scheme(),
                like.headline(),
                like.costs(),
                points,
                front,
                baselines,
                like.latency(),
                sensitivity,
                like.steps(),
                like.flags(),
                like.warnings());
    }
}
