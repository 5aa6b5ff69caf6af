package dev.vernier.search.report;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.testing.SyntheticEvaluator;
import dev.vernier.search.testing.SyntheticPricing;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs of known truth: random plans on two devices, of which the second knows 8 and 4 bits alone.
 *
 * @param trials how many
 * @param names of the layers of a chain of convolutions
 */
record ReportCase(int trials, List<String> names) {
    static final String FREE = "device";
    static final String COARSE = "coarse-device";
    private static final int SAMPLES = 1000;

    /** A network of eight layers. */
    static ReportCase of(int trials) {
        return of(trials, 8);
    }

    static ReportCase of(int trials, int layers) {
        return new ReportCase(
                trials,
                IntStream.range(0, layers).mapToObj(i -> "block" + i + ".conv").toList());
    }

    NetworkLayout layout() {
        Graph.Builder graph = Graph.builder("chain").input("image", Shape.of(1, 1, 8, 8));
        String tensor = "image";
        int channels = 1;
        for (String name : names) {
            graph.constant(name + ".weight", Tensor.floats(new float[8 * channels * 9], 8, channels, 3, 3));
            graph.node(name, new Op.Conv(Window.square(3, 1, 1), 1), tensor, name + ".weight");
            tensor = name;
            channels = 8;
        }
        return NetworkLayout.of(graph.output(tensor).build(), 8);
    }

    /** The report as it stands when everything is tested. */
    ReportSource source() {
        NetworkLayout layout = layout();
        Map<String, SearchSpace> spaces = spaces(layout);
        SyntheticPricing pricing = new SyntheticPricing(spaces);
        SyntheticEvaluator evaluator = new SyntheticEvaluator(layout, SAMPLES, 7);
        Sensitivities sensitivities = evaluator.sensitivities(
                QuantizationScheme.USUAL, Searches.widths("2 3 4 6 8"), Searches.widths("4 8"), 100, Progress.silent());
        List<Trial> made = made(spaces, pricing, evaluator);
        FrontFile front = front(made, spaces)
                .withBaselines(List.of(
                        baseline("float", 0.93, Map.of("weight_bytes", 30_000.0)),
                        baseline(pricing, evaluator, layout, 8),
                        baseline(pricing, evaluator, layout, 4)));
        String best = front.fronts().getOrDefault(FREE, List.of()).getFirst();
        return new ReportSource(
                "a run",
                tested(front, best),
                layout,
                made,
                spaces.entrySet().stream()
                        .map(device -> target(device.getKey(), device.getValue(), best))
                        .toList(),
                pricing,
                Map.of(QuantizationScheme.USUAL, sensitivities),
                List.of(new Verification(
                        best,
                        "onnxruntime",
                        Verification.Fusion.OFF,
                        true,
                        new Agreement.OfClasses(0.9993),
                        Fidelity.ofSuccesses(909, SAMPLES, 0.1),
                        1000,
                        1700)),
                List.of(new ReportData.HostLatency(best, 0.5, 0.02, Map.of(FREE, 0.4, COARSE, 0.7))),
                new ReportData.Provenance(
                        "The search ended when its budget was spent.", Map.of("seed", "1"), "name: a run\n"));
    }

    ReportData data() {
        return ReportMapper.map(source());
    }

    /** The same run on devices that have room for what was tried and for nothing else. */
    ReportSource full() {
        ReportSource source = source();
        Set<PrecisionPlan> tried = source.trials().stream().map(Trial::plan).collect(Collectors.toSet());
        return with(source, source.trials(), new Roomless(source.pricing(), tried));
    }

    /** The same source with other trials and prices. */
    static ReportSource with(ReportSource source, List<Trial> trials, Pricing pricing) {
        return new ReportSource(
                source.name(),
                source.front(),
                source.layout(),
                trials,
                source.targets(),
                pricing,
                source.sensitivities(),
                source.verifications(),
                source.hostLatencies(),
                source.provenance());
    }

    /** The same source with other flags on the first device. */
    static ReportSource flagged(ReportSource source, Map<String, List<String>> flags) {
        List<ReportSource.Target> targets = new ArrayList<>(source.targets());
        ReportSource.Target first = targets.getFirst();
        targets.set(
                0,
                new ReportSource.Target(
                        first.profile(),
                        first.description(),
                        first.origin(),
                        first.scheme(),
                        first.space(),
                        first.warnings(),
                        flags));
        return new ReportSource(
                source.name(),
                source.front(),
                source.layout(),
                source.trials(),
                targets,
                source.pricing(),
                source.sensitivities(),
                source.verifications(),
                source.hostLatencies(),
                source.provenance());
    }

    /** Has prices of a device for a few plans only. */
    private record Roomless(Pricing pricing, Set<PrecisionPlan> fitting) implements Pricing {
        @Override
        public Map<String, Double> price(PrecisionPlan plan, QuantizationScheme scheme) {
            Map<String, Double> prices = new LinkedHashMap<>(pricing.price(plan, scheme));
            prices.keySet().removeIf(name -> name.contains("@") && !fitting.contains(plan));
            return prices;
        }

        @Override
        public Optional<LayerCosts> separable(Objective objective) {
            return pricing.separable(objective);
        }
    }

    /** The same run, stopped before its first trial. */
    ReportData begun() {
        ReportSource source = source();
        Map<String, List<String>> fronts = new LinkedHashMap<>();
        source.targets().forEach(target -> fronts.put(target.profile(), List.of()));
        return ReportMapper.map(new ReportSource(
                source.name(),
                new FrontFile(
                        source.front().model(), source.front().objectives(), List.of(), fronts, List.of(), Map.of()),
                source.layout(),
                List.of(),
                source.targets(),
                source.pricing(),
                Map.of(),
                List.of(),
                List.of(),
                source.provenance()));
    }

    private static Map<String, SearchSpace> spaces(NetworkLayout layout) {
        SpaceConfig wish = new SpaceConfig(Searches.widths("2 3 4 6 8"), Searches.widths("4 8"), 8, Map.of());
        Map<String, SearchSpace> spaces = new LinkedHashMap<>();
        spaces.put(FREE, Searches.space(layout, "2 3 4 6 8", "4 8"));
        Legality coarse = Legality.everywhere(
                new java.util.TreeSet<>(List.of(new Precision(8, 8), new Precision(4, 8), new Precision(4, 4))));
        spaces.put(COARSE, SearchSpace.of(layout, wish, COARSE, coarse, InvalidInputException::new));
        return spaces;
    }

    private List<Trial> made(Map<String, SearchSpace> spaces, SyntheticPricing pricing, SyntheticEvaluator evaluator) {
        SplittableRandom random = new SplittableRandom(11);
        SequencedSet<PrecisionPlan> plans = new LinkedHashSet<>();
        List<SearchSpace> both = List.copyOf(spaces.values());
        while (plans.size() < trials) {
            SearchSpace space = plans.size() % 3 == 2 ? both.getLast() : both.getFirst();
            plans.add(space.decode(space.genes().stream()
                    .mapToInt(gene -> random.nextInt(gene.levels()))
                    .toArray()));
        }
        List<Trial> made = new ArrayList<>();
        plans.forEach(plan -> made.add(
                Searches.trial(made.size(), plan, evaluator.run(plan, QuantizationScheme.USUAL), pricing, "random")));
        return made;
    }

    private static FrontFile front(List<Trial> made, Map<String, SearchSpace> spaces) {
        Map<String, Front> fronts = new LinkedHashMap<>();
        spaces.forEach((device, space) -> fronts.put(
                device,
                Front.of(
                        made.stream()
                                .filter(trial -> space.contains(trial.plan()))
                                .toList(),
                        List.of(
                                Objective.of(Metric.Quality.ACCURACY),
                                Objective.of(Metric.Cost.LATENCY_MS, device),
                                Objective.of(Metric.Cost.WEIGHT_BYTES)))));
        return FrontFile.of(
                new FrontFile.Model("model.onnx", "9f86d0"),
                List.of(Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES),
                fronts);
    }

    private static FrontFile.Baseline baseline(
            SyntheticPricing pricing, SyntheticEvaluator evaluator, NetworkLayout layout, int bits) {
        PrecisionPlan plan = PrecisionPlan.uniform(layout, new Precision(bits, bits), Map.of());
        return baseline(
                "uniform-" + bits,
                evaluator.run(plan, QuantizationScheme.USUAL).value(),
                pricing.price(plan, QuantizationScheme.USUAL));
    }

    private static FrontFile.Baseline baseline(String name, double accuracy, Map<String, Double> prices) {
        Map<String, Double> objectives = new LinkedHashMap<>(Map.of("accuracy", accuracy));
        objectives.putAll(prices);
        return new FrontFile.Baseline(name, Optional.empty(), objectives, Optional.of(test(accuracy)));
    }

    private static FrontFile.Tested test(double accuracy) {
        return new FrontFile.Tested(accuracy - 0.004, new Interval(accuracy - 0.009, accuracy + 0.001));
    }

    private static FrontFile tested(FrontFile front, String id) {
        return front.withPlans(front.plans().stream()
                .map(plan -> plan.id().equals(id)
                        ? plan.withTest(test(plan.objectives().getOrDefault("accuracy", Double.NaN)))
                        : plan)
                .toList());
    }

    private static ReportSource.Target target(String device, SearchSpace space, String flagged) {
        return new ReportSource.Target(
                device,
                "a device of the tests",
                "uncalibrated",
                QuantizationScheme.USUAL,
                space,
                List.of("the price of one layer is a guess"),
                device.equals(FREE) ? Map.of(flagged, List.of("it runs 3 bits as 4")) : Map.of());
    }
}
