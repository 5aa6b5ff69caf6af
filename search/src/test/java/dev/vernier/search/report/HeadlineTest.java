package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.search.trial.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private static final List<ReportData.Cost> COSTS = List.of(
            new ReportData.Cost("latency_ms", "latency", "ms", false, true),
            new ReportData.Cost("weight_bytes", "weight size", "bytes", false, true),
            new ReportData.Cost("samples_per_second", "throughput", "samples/s", true, true),
            new ReportData.Cost("peak_activation_bytes", "peak activation memory", "bytes", false, false));
    private static final ReportData.Baseline FLOAT = baseline("float", 0.94, 0.938);
    private static final ReportData.Baseline UNIFORM = baseline("uniform-8", 0.94, 0.937, 2, 1000, 50, 10);

    @Test
    void theCheapestPlanWithinAPointOfFloatIsNamed() {
        assertEquals(
                "On d, p2 keeps 93.5 % search accuracy (float 94.0 %) at 0.62× the latency, 0.43× the weight size"
                        + " and 2.00× the throughput of uniform 8 bits.",
                sentence(
                        List.of(FLOAT, UNIFORM),
                        plan("p1", 0.94, 2, 900, 60, 20),
                        plan("p2", 0.935, 1.24, 430, 100, 20),
                        plan("p3", 0.92, 0.5, 100, 400, 20)));
    }

    @Test
    void equalCostsAreCalledTheSame() {
        assertEquals(
                "On d, p1 keeps 94.0 % search accuracy (float 94.0 %) at the same latency, 0.90× the weight size"
                        + " and the same throughput of uniform 8 bits.",
                sentence(List.of(FLOAT, UNIFORM), plan("p1", 0.94, 2, 900, 50, 20)));
    }

    @Test
    void aPlanThatCostsMoreSomewhereGainsNothing() {
        assertEquals(
                "On d, no plan stays within a point of float on the search split and costs less than uniform 8 bits;"
                        + " the most accurate, p1, reaches 94.0 % search accuracy (float 94.0 %).",
                sentence(List.of(FLOAT, UNIFORM), plan("p1", 0.94, 1, 900, 49, 5), plan("p2", 0.92, 1, 100, 60, 5)));
    }

    @Test
    void aTestIsPrintedButChoosesNothing() {
        Headline.Candidate cheapest = tested(plan("p1", 0.935, 1, 500, 50, 1), 0.925);
        Headline.Candidate luckyInTheTest = tested(plan("p2", 0.92, 0.5, 100, 90, 1), 0.95);
        assertEquals(
                "On d, p1 keeps 92.5 % test accuracy (float 93.8 %) at 0.50× the latency, 0.50× the weight size"
                        + " and the same throughput of uniform 8 bits.",
                sentence(List.of(FLOAT, UNIFORM), cheapest, luckyInTheTest));
    }

    @Test
    void theCompromiseIsNamedWhereItKeepsAccuracyAndGains() {
        List<Headline.Candidate> front = List.of(
                plan("p1", 0.94, 2, 1100, 50, 1), plan("p2", 0.936, 1.5, 500, 50, 1), plan("p3", 0.932, 1, 450, 50, 1));
        assertTrue(named("p2", front).startsWith("On d, p2 keeps "));
        assertTrue(named("p1", front).startsWith("On d, p3 keeps "), "p1 is larger than uniform 8 bits");
    }

    private static String named(String compromise, List<Headline.Candidate> front) {
        return new Headline(
                        "d", Metric.Quality.ACCURACY, COSTS, front, Optional.of(compromise), List.of(FLOAT, UNIFORM))
                .sentence();
    }

    @Test
    void whatTheDeviceCannotRunIsNotComparedWith() {
        ReportData.Baseline elsewhere = new ReportData.Baseline(
                "uniform-8",
                Optional.of(0.94),
                Optional.empty(),
                List.of(Optional.empty(), Optional.of(1000.0), Optional.empty(), Optional.of(10.0)));
        assertEquals(
                "On d, the most accurate plan found, p1, reaches 93.5 % search accuracy (float 94.0 %).",
                sentence(List.of(FLOAT, elsewhere), plan("p1", 0.935, 1, 500, 60, 1)));
    }

    @Test
    void aCostThatUniformEightHasNothingOfCountsToo() {
        ReportData.Baseline idle = baseline("uniform-8", 0.94, 0.937, 0, 1000, 50, 10);
        assertTrue(
                sentence(List.of(FLOAT, idle), plan("p1", 0.94, 1, 500, 60, 1)).startsWith("On d, no plan stays"));
        assertEquals(
                "On d, p2 keeps 94.0 % search accuracy (float 94.0 %) at the same latency, 0.50× the weight size and"
                        + " 1.20× the throughput of uniform 8 bits.",
                sentence(List.of(FLOAT, idle), plan("p2", 0.94, 0, 500, 60, 1)));
    }

    @Test
    void whereLessIsBetterNearIsAShareOfTheFloatNetworks() {
        Metric.Quality perplexity =
                new Metric.Quality(QualityMetrics.of("perplexity").orElseThrow());
        ReportData.Baseline exact = baseline("float", 20, 20, 8, 4000, 10, 10);
        ReportData.Baseline uniform = baseline("uniform-8", 20.1, 20.1, 2, 1000, 50, 10);
        List<Headline.Candidate> front = List.of(plan("p1", 20.05, 2, 1100, 50, 1), plan("p2", 20.19, 1, 500, 50, 1));
        assertEquals(
                "On d, p2 keeps 20.19 search perplexity (float 20.00) at 0.50× the latency, 0.50× the weight size and"
                        + " the same throughput of uniform 8 bits.",
                new Headline("d", perplexity, COSTS, front, Optional.empty(), List.of(exact, uniform)).sentence());
        assertEquals(
                "On d, no plan stays within 0.2000 of float on the search split and costs less than uniform 8 bits; the"
                        + " best, p1, reaches 20.05 search perplexity (float 20.00).",
                new Headline("d", perplexity, COSTS, front.subList(0, 1), Optional.empty(), List.of(exact, uniform))
                        .sentence());
    }

    @Test
    void withoutBaselinesNothingIsCompared() {
        assertEquals(
                "On d, the most accurate plan found, p1, reaches 93.0 % search accuracy.",
                sentence(List.of(), plan("p1", 0.93, 1, 1, 1, 1)));
        assertEquals("On d, no plan was run yet.", sentence(List.of(FLOAT)));
    }

    private static String sentence(List<ReportData.Baseline> baselines, Headline.Candidate... front) {
        return new Headline("d", Metric.Quality.ACCURACY, COSTS, List.of(front), Optional.empty(), baselines)
                .sentence();
    }

    private static Headline.Candidate tested(Headline.Candidate plan, double accuracy) {
        ReportData.Point point = plan.point();
        return new Headline.Candidate(
                plan.id(),
                new ReportData.Point(
                        point.plan(),
                        point.search(),
                        point.divergence(),
                        point.costs(),
                        Optional.of(accuracy(accuracy))));
    }

    private static Headline.Candidate plan(String id, double accuracy, double... costs) {
        return new Headline.Candidate(
                id,
                new ReportData.Point(
                        0, accuracy(accuracy), 0.1, Arrays.stream(costs).boxed().toList(), Optional.empty()));
    }

    private static ReportData.Estimate accuracy(double value) {
        return new ReportData.Estimate(value, value - 0.02, value + 0.02);
    }

    private static ReportData.Baseline baseline(String name, double search, double test, double... costs) {
        List<Optional<Double>> known = costs.length == 0
                ? List.of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                : Arrays.stream(costs).boxed().map(Optional::of).toList();
        return new ReportData.Baseline(name, Optional.of(search), Optional.of(accuracy(test)), known);
    }
}
