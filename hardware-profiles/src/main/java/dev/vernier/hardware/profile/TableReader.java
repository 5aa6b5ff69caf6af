package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.Energy45nm;
import dev.vernier.hardware.cost.GlueCosts;
import dev.vernier.hardware.cost.InterpolationError;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the measured tables of hardware profiles, which {@link TableProfileWriter} writes. */
final class TableReader {
    private TableReader() {}

    static TableModel read(YamlValue block, Optional<Energy45nm> energy) {
        List<PrecisionClass> classes = ProfileReader.classes(block.get("classes"));
        List<MeasuredLayer> layers = new ArrayList<>();
        Map<LayerWorkload, String> places = new HashMap<>();
        for (YamlValue entry : block.get("layers").items()) {
            LayerWorkload shape = entry.read(TableReader::shape, "the kernel or the groups are those of another layer");
            String earlier = places.put(shape, entry.place());
            if (earlier != null) {
                throw entry.invalid("this shape stands here a second time, the first is at " + earlier, "delete one");
            }
            layers.add(entry.read(
                    each -> new MeasuredLayer(shape, timings(each, classes)), "correct the figures of this layer"));
        }
        return new TableModel(
                classes,
                layers,
                glue(block.get("glue_ns_per_element")),
                energy,
                block.find("interpolation_error")
                        .map(TableReader::interpolationErrors)
                        .orElse(Map.of()));
    }

    private static LayerWorkload shape(YamlValue entry) {
        int[] input = extents(entry.get("input"));
        int[] output = extents(entry.get("output"));
        int[] kernel = extents(entry.get("kernel"));
        return new LayerWorkload(
                entry.get("kind").text(),
                LayerKind.valueOf(entry.get("kind").text().toUpperCase(Locale.ROOT)),
                input[0],
                input[1],
                input[2],
                output[0],
                output[1],
                output[2],
                kernel[0],
                kernel[1],
                entry.find("groups").map(YamlValue::integer).orElse(1));
    }

    private static int[] extents(YamlValue text) {
        return Stream.of(text.text().split("x")).mapToInt(Integer::parseInt).toArray();
    }

    private static SortedMap<String, MeasuredLayer.Timing> timings(YamlValue entry, List<PrecisionClass> classes) {
        YamlValue medians = entry.get("median_us");
        YamlValue spreads = entry.get("spread_us");
        requireKnown(medians, classes);
        requireKnown(spreads, classes);
        SortedMap<String, MeasuredLayer.Timing> timings = new TreeMap<>();
        for (PrecisionClass each : classes) {
            String name = each.name();
            boolean needed = spreads.has(name)
                    || classes.stream().noneMatch(wider -> each.runsOn(wider) && medians.has(wider.name()));
            if (medians.has(name) || needed) {
                requireFigure(medians, name);
                requireFigure(spreads, name);
                timings.put(
                        name,
                        new MeasuredLayer.Timing(
                                medians.get(name).number(), spreads.get(name).number()));
            }
        }
        return timings;
    }

    private static void requireKnown(YamlValue figures, List<PrecisionClass> classes) {
        List<String> names = classes.stream().map(PrecisionClass::name).toList();
        figures.entries().forEach((name, figure) -> {
            if (!names.contains(name)) {
                throw figure.invalidKey("no class is named '" + name + "'", Suggestions.mend(name, names));
            }
        });
    }

    private static void requireFigure(YamlValue figures, String name) {
        if (!figures.has(name)) {
            throw figures.invalid("the figure of class '" + name + "' is missing", "add '" + name + ": 12.5'");
        }
    }

    private static Map<LayerKind, InterpolationError> interpolationErrors(YamlValue block) {
        Map<LayerKind, InterpolationError> errors = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            block.find(kind.key())
                    .ifPresent(entry -> errors.put(
                            kind,
                            entry.read(
                                    each -> new InterpolationError(
                                            each.get("figures").integer(),
                                            each.get("median_percent").number() / 100,
                                            each.get("p90_percent").number() / 100),
                                    "measure the profile again")));
        }
        return errors;
    }

    private static GlueCosts glue(YamlValue block) {
        Map<Step.Glue.Kind, Double> nanos = new EnumMap<>(Step.Glue.Kind.class);
        for (Step.Glue.Kind kind : Step.Glue.Kind.values()) {
            nanos.put(kind, block.get(kind.key()).number());
        }
        return new GlueCosts(
                nanos, block.get("conversion").number(), optional(block, "input"), optional(block, "output"));
    }

    /** Tables did not always tell it. */
    private static double optional(YamlValue block, String key) {
        return block.find(key).map(YamlValue::number).orElse(0.0);
    }
}
