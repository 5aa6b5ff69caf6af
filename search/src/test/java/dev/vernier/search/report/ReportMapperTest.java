package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportMapperTest {
    private final ReportSource source = ReportCase.of(90).source();
    private final ReportData data = ReportMapper.map(source);
    private final ReportData.Profile free = data.profiles().getFirst();
    private final ReportData.Profile coarse = data.profiles().getLast();

    @Test
    void eachDeviceHasItsLegalTrialsWithTheirFigures() {
        assertEquals(90, data.plans().size());
        assertEquals(90, free.points().size());
        SearchSpace space = source.targets().getLast().space();
        List<Trial> legal = source.trials().stream()
                .filter(trial -> space.contains(trial.plan()))
                .toList();
        assertTrue(legal.size() >= 30 && legal.size() < 90, legal.size() + " trials");
        assertEquals(
                legal.stream().map(Trial::id).toList(),
                coarse.points().stream()
                        .map(point -> data.plans().get(point.plan()).id())
                        .toList());
        for (int i = 0; i < legal.size(); i++) {
            ReportData.Point point = coarse.points().get(i);
            Trial trial = legal.get(i);
            assertEquals(trial.fidelity().value(), point.search().value(), 1e-7);
            assertEquals(trial.fidelity().interval().low(), point.search().low(), 1e-7);
            assertEquals(
                    trial.value(Objective.of(Metric.Cost.LATENCY_MS, ReportCase.COARSE)),
                    point.costs().get(0),
                    1e-4);
            assertEquals(
                    trial.value(Objective.of(Metric.Cost.WEIGHT_BYTES)),
                    point.costs().get(1));
        }
    }

    @Test
    void costsAreThoseOfTheDeviceWhatWasSearchedForFirst() {
        assertEquals(
                List.of("latency_ms", "weight_bytes", "peak_activation_bytes"),
                free.costs().stream().map(ReportData.Cost::key).toList());
        assertEquals(
                List.of(true, true, false),
                free.costs().stream().map(ReportData.Cost::searched).toList());
        assertEquals(
                List.of("ms", "bytes", "bytes"),
                free.costs().stream().map(ReportData.Cost::unit).toList());
    }

    @Test
    void bitsAreOneCharacterForEachLayer() {
        Trial trial = source.trials().get(5);
        ReportData.Plan plan = data.plans().get(5);
        for (int layer = 0; layer < data.layers().size(); layer++) {
            Precision precision = trial.plan().precisions().get(layer);
            assertEquals(precision.weightBits(), plan.weightBits().charAt(layer) - '0');
            assertEquals(precision.activationBits(), plan.activationBits().charAt(layer) - '0');
        }
    }

    @Test
    void stepsAreTheLegalNeighboursAtTheirExactPrices() {
        for (int device = 0; device < 2; device++) {
            ReportSource.Target target = source.targets().get(device);
            ReportData.Profile profile = data.profiles().get(device);
            String id = profile.front().getFirst();
            PrecisionPlan plan = source.trials().stream()
                    .filter(trial -> trial.id().equals(id))
                    .findFirst()
                    .orElseThrow()
                    .plan();
            List<ReportData.Step> steps = profile.steps().getOrDefault(id, List.of());
            assertFalse(steps.isEmpty());
            for (ReportData.Step step : steps) {
                if (step.others() == 0) {
                    PrecisionPlan neighbour = moved(plan, step);
                    assertTrue(target.space().contains(neighbour));
                    double change = bytes(neighbour) - bytes(plan);
                    assertEquals(change, step.costs().get(1));
                    Sensitivities known =
                            Objects.requireNonNull(source.sensitivities().get(QuantizationScheme.USUAL));
                    double moved = known.predict(neighbour) - known.predict(plan);
                    assertEquals(moved, step.divergence().orElseThrow(), 1e-6 * Math.abs(moved) + 1e-12);
                }
            }
            Set<PrecisionPlan> shown = steps.stream()
                    .filter(step -> step.others() == 0)
                    .map(step -> moved(plan, step))
                    .collect(Collectors.toSet());
            Set<PrecisionPlan> simple = target.space().neighbours(plan).stream()
                    .filter(neighbour -> differences(plan, neighbour) == 1)
                    .collect(Collectors.toSet());
            assertEquals(simple, shown);
        }
    }

    @Test
    void stepsThatDoNotFitHaveNoCosts() {
        ReportSource full = ReportCase.of(90).full();
        List<ReportData.Step> steps = ReportMapper.map(full).profiles().getFirst().steps().values().stream()
                .flatMap(List::stream)
                .toList();
        assertFalse(steps.isEmpty());
        List<ReportData.Step> before =
                free.steps().values().stream().flatMap(List::stream).toList();
        assertEquals(before.size(), steps.size());
        long fitting = 0;
        for (int i = 0; i < steps.size(); i++) {
            assertEquals(before.get(i).bits(), steps.get(i).bits());
            if (!steps.get(i).costs().isEmpty()) {
                assertEquals(before.get(i), steps.get(i));
                fitting++;
            }
        }
        assertTrue(fitting < steps.size(), fitting + " fit");
    }

    @Test
    void aTrialThatDoesNotFitLeavesTheOthersFigures() {
        List<Trial> trials = new ArrayList<>(source.trials());
        int large = IntStream.range(0, trials.size())
                .filter(i -> !free.front().contains(trials.get(i).id()))
                .findFirst()
                .orElseThrow();
        Trial trial = trials.get(large);
        Map<String, Double> elsewhere = new TreeMap<>(trial.objectives());
        elsewhere.remove("latency_ms@" + ReportCase.FREE);
        trials.set(
                large,
                new Trial(trial.id(), trial.plan(), trial.scheme(), trial.fidelity(), elsewhere, trial.strategy()));

        ReportData.Profile profile = ReportMapper.map(ReportCase.with(source, trials, source.pricing()))
                .profiles()
                .getFirst();

        assertEquals(free.costs(), profile.costs());
        assertEquals(
                free.points().stream().filter(point -> point.plan() != large).toList(), profile.points());
        assertEquals(free.headline(), profile.headline());
    }

    private double bytes(PrecisionPlan plan) {
        return source.pricing().price(plan, QuantizationScheme.USUAL).getOrDefault("weight_bytes", Double.NaN);
    }

    /** In a chain every layer has an input of its own. */
    private static PrecisionPlan moved(PrecisionPlan plan, ReportData.Step step) {
        List<Precision> precisions = new ArrayList<>(plan.precisions());
        Precision before = precisions.get(step.layer());
        precisions.set(
                step.layer(),
                step.part().equals("w")
                        ? new Precision(step.bits(), before.activationBits())
                        : new Precision(before.weightBits(), step.bits()));
        return PrecisionPlan.of(plan.layout(), precisions);
    }

    private static long differences(PrecisionPlan a, PrecisionPlan b) {
        long count = 0;
        for (int i = 0; i < a.precisions().size(); i++) {
            count += a.precisions().get(i).weightBits() == b.precisions().get(i).weightBits() ? 0 : 1;
            count += a.precisions().get(i).activationBits()
                            == b.precisions().get(i).activationBits()
                    ? 0
                    : 1;
        }
        return count;
    }

    @Test
    void latenciesOfLayersAddUpToThePlans() {
        ReportData.Point point = free.points().getFirst();
        ReportData.Plan plan = data.plans().get(point.plan());
        double sum = 0;
        for (int layer = 0; layer < data.layers().size(); layer++) {
            String precision = plan.weightBits().charAt(layer) + "/"
                    + plan.activationBits().charAt(layer);
            sum += free.latency().get(layer).getOrDefault(precision, Double.NaN);
        }
        assertEquals(point.costs().getFirst(), sum, 1e-3);
    }

    @Test
    void testsAndBaselinesArriveWhereTheyBelong() {
        long tested =
                free.points().stream().filter(point -> point.test().isPresent()).count();
        assertEquals(1, tested);
        assertEquals(
                List.of("float", "uniform-8", "uniform-4"),
                free.baselines().stream().map(ReportData.Baseline::name).toList());
        assertTrue(free.baselines().getFirst().costs().getFirst().isEmpty(), "float has no latency here");
        assertEquals(Map.of(), coarse.flags());
    }

    @Test
    void predictionsAreComparedOverAllTrials() {
        ReportData.Prediction prediction =
                free.sensitivity().orElseThrow().prediction().orElseThrow();
        assertEquals(90, prediction.trials());
        assertTrue(prediction.spearman() > 0.8 && prediction.spearman() <= 1, prediction.toString());
        assertTrue(prediction.medianError() > 0 && prediction.medianError() < 1, prediction.toString());
    }
}
