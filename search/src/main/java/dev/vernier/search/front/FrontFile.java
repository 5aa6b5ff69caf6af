package dev.vernier.search.front;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code front.json} says: the result of a run.
 *
 * @param model the network that the plans are for
 * @param objectives what was searched for, without profiles; one of them is the quality
 * @param plans every plan on some front, by id
 * @param fronts ids of plans by profile, the best in the first objective first
 * @param baselines what to compare with; may be empty
 * @param flags by profile, and there by id, why a plan gains nothing over a uniform one; only plans that have reasons
 */
public record FrontFile(
        Model model,
        List<Metric> objectives,
        List<Entry> plans,
        Map<String, List<String>> fronts,
        List<Baseline> baselines,
        Map<String, Map<String, List<String>>> flags) {

    /**
     * A network.
     *
     * @param file its path or name, as configured
     * @param sha256 of its bytes, in hexadecimal
     */
    public record Model(String file, String sha256) {}

    /**
     * One plan.
     *
     * @param scheme what it was quantized under
     * @param objectives values by {@link Objective#name}; quality is on the search split
     * @param searchInterval 95 % interval of that quality
     * @param test the same on the test split, for plans that were tested
     * @param layers precisions by layer name, in execution order
     */
    public record Entry(
            String id,
            QuantizationScheme scheme,
            Map<String, Double> objectives,
            Interval searchInterval,
            Optional<Tested> test,
            Map<String, Precision> layers) {
        public Entry {
            objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }

        public static Entry of(Trial trial) {
            return new Entry(
                    trial.id(),
                    trial.scheme(),
                    trial.objectives(),
                    trial.fidelity().interval(),
                    Optional.empty(),
                    trial.plan().byName());
        }

        public Entry withTest(Tested tested) {
            return new Entry(id, scheme, objectives, searchInterval, Optional.of(tested), layers);
        }
    }

    /** Quality on the test split with its 95 % interval. */
    public record Tested(double value, Interval interval) {
        public static Tested of(Fidelity fidelity) {
            return new Tested(fidelity.value(), fidelity.interval());
        }
    }

    /**
     * A plan that nobody searched for.
     *
     * @param scheme what it was quantized under; empty for the float network
     * @param objectives values by {@link Objective#name}; absent where the plan is illegal or the device has another
     *     scheme, written as {@code null}
     * @param test quality on the test split, where it was tested
     */
    public record Baseline(
            String name, Optional<QuantizationScheme> scheme, Map<String, Double> objectives, Optional<Tested> test) {
        public Baseline {
            objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
        }

        public Baseline withTest(Optional<Tested> tested) {
            return new Baseline(name, scheme, objectives, tested);
        }
    }

    public FrontFile {
        objectives = List.copyOf(objectives);
        Metric.Quality.among(objectives);
        plans = List.copyOf(plans);
        Set<String> ids = new LinkedHashSet<>();
        for (Entry plan : plans) {
            if (!ids.add(plan.id)) {
                throw new IllegalArgumentException("two plans have the id '" + plan.id + "'");
            }
        }
        Map<String, List<String>> copied = new LinkedHashMap<>();
        fronts.forEach((profile, front) -> {
            copied.put(profile, List.copyOf(front));
            for (String id : front) {
                if (!ids.contains(id)) {
                    throw new IllegalArgumentException(
                            "the front of '" + profile + "' holds '" + id + "', but no plan has this id");
                }
            }
        });
        fronts = Collections.unmodifiableMap(copied);
        baselines = List.copyOf(baselines);
        Map<String, Map<String, List<String>>> copiedFlags = new LinkedHashMap<>();
        flags.forEach((profile, reasons) ->
                copiedFlags.put(profile, Collections.unmodifiableMap(new LinkedHashMap<>(reasons))));
        flags = Collections.unmodifiableMap(copiedFlags);
    }

    /** The result of a run that was not tested yet and has no baselines. */
    public static FrontFile of(Model model, List<Metric> objectives, Map<String, Front> fronts) {
        Map<String, Trial> trials = new LinkedHashMap<>();
        Map<String, List<String>> ids = new LinkedHashMap<>();
        fronts.forEach((profile, front) -> {
            front.trials().forEach(trial -> trials.put(trial.id(), trial));
            ids.put(profile, front.trials().stream().map(Trial::id).toList());
        });
        List<Entry> entries =
                trials.values().stream().sorted(Trial.BY_ID).map(Entry::of).toList();
        return new FrontFile(model, objectives, entries, ids, List.of(), Map.of());
    }

    public FrontFile withPlans(List<Entry> replaced) {
        return new FrontFile(model, objectives, replaced, fronts, baselines, flags);
    }

    public FrontFile withBaselines(List<Baseline> known) {
        return new FrontFile(model, objectives, plans, fronts, known, flags);
    }

    public FrontFile withFlags(Map<String, Map<String, List<String>>> found) {
        return new FrontFile(model, objectives, plans, fronts, baselines, found);
    }

    /** What tells how good a plan is. */
    public Metric.Quality quality() {
        return Metric.Quality.among(objectives);
    }

    /** Why a plan gains nothing over a uniform one on a device; empty when it does. */
    public List<String> flags(String profile, String id) {
        return flags.getOrDefault(profile, Map.of()).getOrDefault(id, List.of());
    }

    /** The plan of that id. */
    public Optional<Entry> plan(String id) {
        return plans.stream().filter(plan -> plan.id.equals(id)).findFirst();
    }

    /** Every objective that some plan has a value for, in the order of the first plan that has it. */
    public List<Objective> knownObjectives() {
        Set<Objective> known = new LinkedHashSet<>();
        plans.forEach(plan -> plan.objectives.keySet().forEach(name -> known.add(Objective.parse(name))));
        return List.copyOf(known);
    }

    /**
     * The best plan by one objective among those that fulfil conditions; of equally good ones the first.
     *
     * @return empty when none fulfils them
     */
    public Optional<Entry> best(Where where, Objective by) {
        Entry best = null;
        for (Entry plan : plans) {
            Double value = plan.objectives.get(by.name());
            if (value != null && where.matches(plan.objectives)) {
                Double record = best == null ? null : best.objectives.get(by.name());
                best = record == null || by.loss(value) < by.loss(record) ? plan : best;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * What comes nearest to conditions that no plan fulfils.
     *
     * @param by plans that have a value for it are looked at
     * @return empty when no plan has values for all of the objectives
     */
    public Optional<NearMiss> nearMiss(Where where, Objective by) {
        return NearMiss.of(
                plans.stream()
                        .filter(plan -> plan.objectives.containsKey(by.name()))
                        .toList(),
                where);
    }

    /**
     * Reads a file that {@link #toJson} made.
     *
     * @throws dev.vernier.hardware.input.InvalidInputException when there is no such file, or it is another kind of file
     */
    public static FrontFile read(Path file) {
        return FrontJson.bind(YamlDocument.read(file, FrontJson.SCHEMA));
    }

    /** The file's text: the same result gives the same bytes. */
    public String toJson() {
        return FrontJson.print(this);
    }
}
