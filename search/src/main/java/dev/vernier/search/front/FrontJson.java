package dev.vernier.search.front;

import dev.vernier.evaluator.metric.Interval;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of {@code front.json}. JSON is YAML, so that reading it tells the place of what is wrong. */
final class FrontJson {
    static final YamlSchema SCHEMA = YamlSchema.load(FrontJson.class, "front.schema.json");

    private static final int FORMAT = 1;

    /** Below this, every whole number is a double. */
    private static final double WHOLE = 1L << 53;

    private static final JsonMapper MAPPER = new JsonMapper();

    private FrontJson() {}

    static String print(FrontFile file) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("vernier", FORMAT);
        root.putObject("model")
                .put("file", file.model().file())
                .put("sha256", file.model().sha256());
        ArrayNode objectives = root.putArray("objectives");
        file.objectives().forEach(metric -> objectives.add(metric.key()));
        ArrayNode plans = root.putArray("plans");
        file.plans().forEach(plan -> print(plan, file, plans.addObject()));
        ObjectNode fronts = root.putObject("fronts");
        file.fronts().forEach((profile, front) -> {
            ArrayNode ids = fronts.putArray(profile);
            front.forEach(ids::add);
        });
        ArrayNode baselines = root.putArray("baselines");
        file.baselines().forEach(baseline -> print(baseline, file, baselines.addObject()));
        printFlags(file, root);
        return JsonText.print(root);
    }

    private static void printFlags(FrontFile file, ObjectNode into) {
        ObjectNode flags = into.putObject("flags");
        file.flags().forEach((profile, plans) -> {
            ObjectNode byId = flags.putObject(profile);
            plans.forEach((id, reasons) -> reasons.forEach(byId.withArray(id)::add));
        });
    }

    private static void print(FrontFile.Entry plan, FrontFile file, ObjectNode into) {
        into.put("id", plan.id()).put("scheme", plan.scheme().key());
        ObjectNode objectives = into.putObject("objectives");
        plan.objectives().forEach((name, value) -> put(objectives, name, value));
        print(plan.searchInterval(), into.putArray("search_interval"));
        plan.test().ifPresent(tested -> print(tested, file, into.putObject("test")));
        ArrayNode layers = into.putArray("layers");
        plan.layers().forEach((name, precision) -> layers.addObject()
                .put("name", name)
                .put("weight_bits", precision.weightBits())
                .put("activation_bits", precision.activationBits()));
    }

    private static void print(FrontFile.Baseline baseline, FrontFile file, ObjectNode into) {
        into.put("name", baseline.name());
        baseline.scheme().ifPresent(scheme -> into.put("scheme", scheme.key()));
        ObjectNode objectives = into.putObject("objectives");
        Map<String, Double> values = new LinkedHashMap<>(baseline.objectives());
        for (Objective objective : file.knownObjectives()) {
            Double value = values.remove(objective.name());
            if (value == null) {
                objectives.putNull(objective.name());
            } else {
                put(objectives, objective.name(), value);
            }
        }
        values.forEach((name, value) -> put(objectives, name, value));
        baseline.test().ifPresent(tested -> print(tested, file, into.putObject("test")));
    }

    private static void print(FrontFile.Tested tested, FrontFile file, ObjectNode into) {
        put(into, file.quality().key(), tested.value());
        print(tested.interval(), into.putArray("interval"));
    }

    private static void print(Interval interval, ArrayNode into) {
        into.add(interval.low()).add(interval.high());
    }

    private static void put(ObjectNode into, String name, double value) {
        if (Math.rint(value) == value && Math.abs(value) < WHOLE) {
            into.put(name, (long) value);
        } else {
            into.put(name, value);
        }
    }

    static FrontFile bind(YamlDocument document) {
        YamlValue root = document.root();
        YamlValue model = root.get("model");
        return root.read(
                _ -> new FrontFile(
                        new FrontFile.Model(
                                model.get("file").text(), model.get("sha256").text()),
                        root.get("objectives").list(FrontJson::metric),
                        root.get("plans").list(FrontJson::entry),
                        map(root.get("fronts"), ids -> ids.list(YamlValue::text)),
                        root.get("baselines").list(FrontJson::baseline),
                        root.find("flags")
                                .map(flags -> map(flags, plans -> map(plans, reasons -> reasons.list(YamlValue::text))))
                                .orElse(Map.of())),
                "the file was edited: restore it, or run the search again");
    }

    private static Metric metric(YamlValue key) {
        return Metric.of(key.text())
                .orElseThrow(() ->
                        key.invalid("no metric is named '" + key.text() + "'", "the file was made by another version"));
    }

    private static FrontFile.Entry entry(YamlValue plan) {
        Map<String, Precision> layers = new LinkedHashMap<>();
        plan.get("layers")
                .items()
                .forEach(layer -> layers.put(
                        layer.get("name").text(),
                        new Precision(
                                layer.get("weight_bits").integer(),
                                layer.get("activation_bits").integer())));
        return new FrontFile.Entry(
                plan.get("id").text(),
                plan.find("scheme").map(FrontJson::scheme).orElse(QuantizationScheme.USUAL),
                objectives(plan),
                interval(plan.get("search_interval")),
                plan.find("test").map(FrontJson::tested),
                layers);
    }

    private static QuantizationScheme scheme(YamlValue key) {
        return QuantizationScheme.parse(key.text());
    }

    /** The value stands beside the interval, under the name of the quality. */
    private static FrontFile.Tested tested(YamlValue test) {
        double value = test.entries().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("interval"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .number();
        return new FrontFile.Tested(value, interval(test.get("interval")));
    }

    private static FrontFile.Baseline baseline(YamlValue baseline) {
        return new FrontFile.Baseline(
                baseline.get("name").text(),
                baseline.find("scheme").map(FrontJson::scheme),
                objectives(baseline),
                baseline.find("test").map(FrontJson::tested));
    }

    private static Map<String, Double> objectives(YamlValue owner) {
        Map<String, Double> values = new LinkedHashMap<>();
        owner.get("objectives").entries().forEach((name, value) -> {
            Objective objective = value.read(_ -> Objective.parse(name), "the file was made by another version");
            if (value.json().isNumber()) {
                values.put(objective.name(), value.number());
            }
        });
        return values;
    }

    private static Interval interval(YamlValue pair) {
        List<Double> ends = pair.list(YamlValue::number);
        return new Interval(ends.getFirst(), ends.getLast());
    }

    private static <T> Map<String, T> map(YamlValue value, Function<YamlValue, T> read) {
        Map<String, T> map = new LinkedHashMap<>();
        value.entries().forEach((key, entry) -> map.put(key, read.apply(entry)));
        return map;
    }
}
