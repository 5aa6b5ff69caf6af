package dev.vernier.search.report;

import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Storage;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.front.FrontSelection;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns what a run knows into what its report shows; the only class of the report that knows both. */
public final class ReportMapper {
    /** Steps are worked out for so many plans of a front, spread over it. */
    private static final int MOST_STEPPED_PLANS = 60;

    /** And for so few that the page stays small: some 50 bytes each. */
    private static final int MOST_STEPS = 20_000;

    private final ReportSource source;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    private ReportMapper(ReportSource source) {
        this.source = source;
        source.trials().forEach(trial -> positions.put(trial.id(), positions.size()));
    }

    /** The report of a run; the same source gives an equal one. */
    public static ReportData map(ReportSource source) {
        return new ReportMapper(source).map();
    }

    private ReportData map() {
        FrontFile.Model model = source.front().model();
        return new ReportData(
                source.name(),
                ReportData.Quality.of(source.front().quality()),
                new ReportData.Model(
                        model.file(),
                        model.sha256(),
                        source.layout().layers().stream()
                                .mapToLong(layer -> layer.workload().weights())
                                .sum(),
                        source.layout().workload().macs()),
                source.layout().layers().stream().map(this::layer).toList(),
                source.trials().stream().map(ReportMapper::plan).toList(),
                source.targets().stream().map(this::profile).toList(),
                source.verifications().stream().map(ReportMapper::verified).toList(),
                source.hostLatencies(),
                source.provenance());
    }

    private ReportData.Layer layer(Layer layer) {
        QuantizerGroup input = source.layout().quantizers().get(layer.inputQuantizer());
        Set<Integer> widths = new TreeSet<>();
        source.targets()
                .forEach(target ->
                        target.space().legal(layer.index()).forEach(precision -> widths.add(precision.weightBits())));
        Map<Integer, Long> bytes = new LinkedHashMap<>();
        widths.forEach(bits -> bytes.put(bits, Storage.packedWeightBytes(layer.workload(), bits)));
        return new ReportData.Layer(
                layer.name(),
                layer.workload().kind().key(),
                Words.shape(layer.workload()),
                layer.workload().weights(),
                input.readers().stream()
                        .filter(reader -> reader != layer.index())
                        .map(reader -> source.layout().layers().get(reader).name())
                        .toList(),
                bytes);
    }

    private static ReportData.Plan plan(Trial trial) {
        return new ReportData.Plan(
                trial.id(), bits(trial.plan(), Precision::weightBits), bits(trial.plan(), Precision::activationBits));
    }

    private static String bits(PrecisionPlan plan, ToIntFunction<Precision> part) {
        return plan.precisions().stream()
                .map(precision -> character(part.applyAsInt(precision)))
                .collect(Collectors.joining());
    }

    /** One character for each width, so that a layer's place in a text is its number. */
    private static String character(int bits) {
        return switch (bits) {
            case Precision.FLOAT -> "f";
            case Precision.WIDE_ACTIVATIONS -> "w";
            default -> String.valueOf(bits);
        };
    }

    private ReportData.Profile profile(ReportSource.Target target) {
        List<Objective> searched = source.front().objectives().stream()
                .map(metric -> Objective.of(metric, target.profile()))
                .toList();
        // What is legal in every width may still find no room on the device; then it has no price there.
        List<Trial> trials = source.trials().stream()
                .filter(trial -> trial.scheme().equals(target.scheme())
                        && target.space().contains(trial.plan())
                        && trial.has(searched))
                .toList();
        List<Objective> objectives = costs(target.profile(), trials);
        List<ReportData.Cost> costs = objectives.stream().map(this::cost).toList();
        Map<String, ReportData.Point> points = new LinkedHashMap<>();
        trials.forEach(trial -> points.put(trial.id(), point(trial, objectives)));
        List<String> ids = source.front().fronts().getOrDefault(target.profile(), List.of());
        Map<String, Trial> byId = new LinkedHashMap<>();
        trials.forEach(trial -> byId.put(trial.id(), trial));
        Front front = new Front(
                searched,
                ids.stream().flatMap(id -> Stream.ofNullable(byId.get(id))).toList());
        List<ReportData.Baseline> baselines = source.front().baselines().stream()
                .filter(baseline -> baseline.scheme()
                        .filter(scheme -> !scheme.equals(target.scheme()))
                        .isEmpty())
                .map(baseline -> baseline(baseline, objectives))
                .toList();
        List<Headline.Candidate> candidates = front.trials().stream()
                .map(trial -> new Headline.Candidate(trial.id(), Objects.requireNonNull(points.get(trial.id()))))
                .toList();
        Optional<String> compromise = FrontSelection.compromise(front).map(Trial::id);
        return new ReportData.Profile(
                target.profile(),
                target.description(),
                target.origin(),
                target.scheme().describe(),
                new Headline(target.profile(), source.front().quality(), costs, candidates, compromise, baselines)
                        .sentence(),
                costs,
                List.copyOf(points.values()),
                front.trials().stream().map(Trial::id).toList(),
                baselines,
                latency(target),
                known(target).map(known -> sensitivity(known, trials)),
                steps(target, front, objectives),
                target.flags(),
                target.warnings());
    }

    private Optional<Sensitivities> known(ReportSource.Target target) {
        return Optional.ofNullable(source.sensitivities().get(target.scheme()));
    }

    /** Every cost that trials have a figure for on this device, what was searched for first. */
    private List<Objective> costs(String profile, List<Trial> trials) {
        Set<Metric> metrics = new LinkedHashSet<>(source.front().objectives());
        metrics.addAll(List.of(Metric.Cost.values()));
        metrics.removeIf(metric -> metric instanceof Metric.Quality);
        return metrics.stream()
                .map(metric -> Objective.of(metric, profile))
                .filter(objective ->
                        !trials.isEmpty() && trials.stream().allMatch(trial -> trial.has(List.of(objective))))
                .toList();
    }

    private ReportData.Cost cost(Objective objective) {
        Metric metric = objective.metric();
        return new ReportData.Cost(
                metric.key(),
                Words.label(metric),
                Words.unit(metric),
                metric.maximised(),
                source.front().objectives().contains(metric));
    }

    private ReportData.Point point(Trial trial, List<Objective> costs) {
        return new ReportData.Point(
                positions.getOrDefault(trial.id(), -1),
                estimate(trial.fidelity()),
                Rounding.of(trial.fidelity().divergence()),
                costs.stream().map(cost -> Rounding.of(trial.value(cost))).toList(),
                source.front().plan(trial.id()).flatMap(FrontFile.Entry::test).map(ReportMapper::estimate));
    }

    private ReportData.Baseline baseline(FrontFile.Baseline baseline, List<Objective> costs) {
        return new ReportData.Baseline(
                baseline.name(),
                Optional.ofNullable(baseline.objectives()
                                .get(source.front().quality().key()))
                        .map(Rounding::of),
                baseline.test().map(ReportMapper::estimate),
                costs.stream()
                        .map(cost -> Optional.ofNullable(baseline.objectives().get(cost.name()))
                                .map(Rounding::of))
                        .toList());
    }

    private static ReportData.Estimate estimate(FrontFile.Tested tested) {
        return estimate(tested.value(), tested.interval());
    }

    private static ReportData.Estimate estimate(Fidelity fidelity) {
        return estimate(fidelity.value(), fidelity.interval());
    }

    private static ReportData.Estimate estimate(double value, Interval interval) {
        return new ReportData.Estimate(Rounding.of(value), Rounding.of(interval.low()), Rounding.of(interval.high()));
    }

    private List<Map<String, Double>> latency(ReportSource.Target target) {
        return source.pricing()
                .separable(Objective.of(Metric.Cost.LATENCY_MS, target.profile()))
                .map(costs -> source.layout().layers().stream()
                        .map(layer -> {
                            Map<String, Double> byPrecision = new LinkedHashMap<>();
                            for (Precision precision : target.space().legal(layer.index())) {
                                byPrecision.put(precision.toString(), Rounding.of(costs.of(layer.index(), precision)));
                            }
                            return byPrecision;
                        })
                        .toList())
                .orElse(List.of());
    }

    private ReportData.Sensitivity sensitivity(Sensitivities known, List<Trial> trials) {
        List<Layer> layers = source.layout().layers();
        return new ReportData.Sensitivity(
                layers.stream()
                        .map(layer -> rounded(known.weights().get(layer.index())))
                        .toList(),
                layers.stream()
                        .map(layer -> rounded(known.activations().get(layer.inputQuantizer())))
                        .toList(),
                Stream.concat(known.weights().stream(), known.activations().stream())
                        .filter(byBits -> !byBits.isEmpty())
                        .findFirst()
                        .map(byBits -> Rounding.of(byBits.lastEntry().getValue()))
                        .orElse(0.0),
                PredictionQuality.of(trials, known));
    }

    private static Map<Integer, Double> rounded(NavigableMap<Integer, Double> byBits) {
        Map<Integer, Double> rounded = new LinkedHashMap<>();
        byBits.forEach((bits, divergence) -> rounded.put(bits, Rounding.of(divergence)));
        return rounded;
    }

    private Map<String, List<ReportData.Step>> steps(ReportSource.Target target, Front front, List<Objective> costs) {
        int perPlan = Math.max(1, 2 * target.space().genes().size());
        int most = Math.clamp(MOST_STEPS / source.targets().size() / perPlan, 1, MOST_STEPPED_PLANS);
        Steps steps = new Steps(target.space(), target.scheme(), costs, source.pricing(), known(target));
        Map<String, List<ReportData.Step>> byPlan = new LinkedHashMap<>();
        FrontSelection.spread(front, most).forEach(trial -> byPlan.put(trial.id(), steps.from(trial.plan())));
        return byPlan;
    }

    private static ReportData.Verified verified(Verification verification) {
        return new ReportData.Verified(
                verification.plan(),
                verification.consumer(),
                verification.fusion().name().toLowerCase(Locale.ROOT),
                verification.verified(),
                switch (verification.agreement()) {
                    case Agreement.OfClasses(double share) -> Rounding.of(share);
                    case Agreement.OfNumbers(double distance) -> Rounding.of(distance);
                },
                estimate(verification.fidelity()),
                Math.rint(verification.floatImagesPerSecond()),
                Math.rint(verification.planImagesPerSecond()));
    }
}
