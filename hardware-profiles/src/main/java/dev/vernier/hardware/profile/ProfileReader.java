package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.CostModel;
import dev.vernier.hardware.cost.Energy45nm;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads hardware profiles; the format is shown at {@link HardwareProfiles}. */
final class ProfileReader {
    static final YamlSchema SCHEMA = YamlSchema.load(ProfileReader.class, "profile.schema.json");

    /** What reads each block that prices layers, of which a profile has one; it is given the block and the profile. */
    static final SortedMap<String, BiFunction<YamlValue, YamlValue, CostModel>> MODELS = new TreeMap<>(Map.of(
            "roofline",
            RooflineReader::read,
            "table",
            (block, root) -> TableReader.read(block, energy45nm(root, Precision.FLOAT)),
            "bit_serial",
            (block, root) -> BitSerialReader.read(block, energy45nm(root, Precision.FLOAT)),
            "bit_fusion",
            (block, _) -> BitFusionReader.read(block),
            "dataflow",
            (block, _) -> DataflowReader.read(block)));

    /** Those of them that {@link #ENERGY} may be added to. */
    private static final Set<String> ENERGY_TAKERS = Set.of("roofline", "table", "bit_serial");

    /** The key of the block that adds energy to such a model. */
    static final String ENERGY = "energy_45nm";

    private ProfileReader() {}

    static HardwareProfile read(YamlDocument document) {
        YamlValue root = document.root();
        YamlValue legality = root.find("legality").orElseThrow(() -> withoutLegality(root));
        CostModel costModel = costModel(root);
        return legality.read(
                _ -> new HardwareProfile(
                        root.get("name").text(),
                        root.get("description").text(),
                        DeviceKind.valueOf(root.get("device").text().toUpperCase(Locale.ROOT)),
                        Origin.valueOf(root.get("origin").text().toUpperCase(Locale.ROOT)),
                        lines(root, "sources"),
                        lines(root, "caveats"),
                        root.find("measured").map(ProfileReader::measurement),
                        legality(legality, costModel),
                        costModel,
                        root.find("extends").map(YamlValue::text),
                        document.sha256()),
                "measure such layers, or allow only widths that have figures");
    }

    private static InvalidInputException withoutLegality(YamlValue root) {
        String other = root.has("extends")
                ? ""
                : ", or 'extends: gpu-nvidia-t4' to say only what differs from another profile";
        return root.invalid(
                "the profile does not say which widths run, the key 'legality' is missing",
                "add 'legality: {pairs: [8/8, 4/4]}'" + other);
    }

    private static List<String> lines(YamlValue root, String key) {
        return root.find(key).map(lines -> lines.list(YamlValue::text)).orElse(List.of());
    }

    private static Measurement measurement(YamlValue block) {
        YamlValue date = block.get("date");
        try {
            return new Measurement(
                    block.get("cpu").text(),
                    block.get("kernels").text(),
                    block.get("java").text(),
                    block.get("threads").integer(),
                    LocalDate.parse(date.text()));
        } catch (DateTimeParseException _) {
            throw date.invalid("there is no day " + date.text(), "month and day are swapped");
        }
    }

    /** A rule for all kinds of layer is silent about kinds that have no price at all. */
    private static Legality legality(YamlValue block, CostModel costModel) {
        Optional<SortedSet<Precision>> everywhere = widths(block);
        Map<LayerKind, SortedSet<Precision>> allowed = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            block.find(kind.key())
                    .map(rule ->
                            widths(rule).orElseThrow(() -> rule.invalid("no widths are given", "add 'pairs: [8/8]'")))
                    .or(() -> everywhere.filter(_ -> !costModel.precisions(kind).isEmpty()))
                    .ifPresent(widths -> allowed.put(kind, widths));
        }
        QuantizationScheme scheme =
                block.find("scheme").map(ProfileReader::scheme).orElse(QuantizationScheme.USUAL);
        return block.read(_ -> new Legality(allowed, scheme), "add 'pairs: [8/8]' for layers of all kinds");
    }

    private static QuantizationScheme scheme(YamlValue block) {
        QuantizationScheme usual = QuantizationScheme.USUAL;
        return new QuantizationScheme(
                constant(block, "weights", usual.weights()),
                constant(block, "activations", usual.activations()),
                constant(block, "scales", usual.scales()));
    }

    private static <E extends Enum<E>> E constant(YamlValue block, String key, E usual) {
        return block.find(key)
                .map(value -> constant(usual.getDeclaringClass(), value))
                .orElse(usual);
    }

    private static CostModel costModel(YamlValue root) {
        List<String> found = MODELS.keySet().stream()
                .filter(key -> root.find(key).isPresent())
                .toList();
        if (found.isEmpty()) {
            throw root.invalid("the profile prices nothing", "add one of " + quoted(MODELS.keySet()));
        }
        String key = found.getLast();
        YamlValue block = root.get(key);
        if (found.size() > 1) {
            throw block.invalidKey("the profile prices in several ways, " + quoted(found), "keep one of them");
        }
        if (root.has(ENERGY) && !ENERGY_TAKERS.contains(key)) {
            throw root.get(ENERGY).invalidKey("'" + key + "' counts energy in its own way or not at all", "delete it");
        }
        BiFunction<YamlValue, YamlValue, CostModel> reader = Objects.requireNonNull(MODELS.get(key));
        return block.read(figures -> reader.apply(figures, root), "look at a profile that Vernier ships");
    }

    private static String quoted(Collection<String> keys) {
        return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", "));
    }

    /** The energy that a profile estimates, where it does. */
    static Optional<Energy45nm> energy45nm(YamlValue root, int floatBits) {
        return root.find(ENERGY)
                .map(block -> new Energy45nm(
                        constant(Energy45nm.Memory.class, block.get("weights_from")),
                        constant(Energy45nm.Memory.class, block.get("activations_from")),
                        floatBits));
    }

    static <E extends Enum<E>> E constant(Class<E> type, YamlValue word) {
        return QuantizationScheme.constant(type, word.text());
    }

    /** The classes of widths that a block of named classes declares, in the order written. */
    static List<PrecisionClass> classes(YamlValue block) {
        List<PrecisionClass> classes = new ArrayList<>();
        SortedMap<Precision, String> owners = new TreeMap<>();
        block.entries().forEach((name, entry) -> {
            SortedSet<Precision> widths = widths(entry)
                    .orElseThrow(() -> entry.invalid("class '" + name + "' names no widths", "add 'pairs: [8/8]'"));
            for (Precision precision : widths) {
                String owner = owners.put(precision, name);
                if (owner != null) {
                    throw entry.invalid(
                            precision + " belongs to class '" + owner + "' already", "leave it out of one of the two");
                }
            }
            classes.add(new PrecisionClass(name, widths));
        });
        return classes;
    }

    private static Optional<SortedSet<Precision>> widths(YamlValue block) {
        Optional<YamlValue> pairs = block.find("pairs");
        Optional<YamlValue> weights = block.find("weights");
        if (pairs.isPresent() && weights.isPresent()) {
            throw block.invalid("widths are given both as pairs and as lists", "delete one of the two");
        }
        return pairs.<SortedSet<Precision>>map(list -> new TreeSet<>(list.list(pair -> Precision.parse(pair.text()))))
                .or(() -> weights.map(list -> Widths.product(
                        list.list(YamlValue::integer), block.get("activations").list(YamlValue::integer))));
    }
}
