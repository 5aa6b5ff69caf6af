package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.CostModel;
import dev.vernier.hardware.cost.EnergyModel;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.RooflineModel;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads hardware profiles; the format is shown at {@link HardwareProfiles}. */
final class ProfileReader {
    static final YamlSchema SCHEMA = YamlSchema.load(ProfileReader.class, "profile.schema.json");

    /** What reads each kind of cost model, by its key. */
    private static final SortedMap<String, Function<YamlValue, CostModel>> MODELS = new TreeMap<>(Map.of(
            "roofline", ProfileReader::roofline,
            "table", TableReader::read,
            "dataflow", DataflowReader::read,
            "bit_serial", BitSerialReader::read,
            "bit_fusion", BitFusionReader::read));

    private ProfileReader() {}

    static HardwareProfile read(YamlDocument document) {
        YamlValue root = document.root();
        CostModel costModel = costModel(root);
        YamlValue legality = root.get("legality");
        return legality.read(
                _ -> new HardwareProfile(
                        root.get("name").text(),
                        root.get("description").text(),
                        DeviceKind.valueOf(root.get("device").text().toUpperCase(Locale.ROOT)),
                        Origin.valueOf(root.get("origin").text().toUpperCase(Locale.ROOT)),
                        lines(root, "sources"),
                        lines(root, "caveats"),
                        root.find("measured").map(ProfileReader::measurement),
                        legality(legality),
                        costModel,
                        document.sha256()),
                "measure such layers, or allow only widths that have figures");
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

    private static Legality legality(YamlValue block) {
        Optional<SortedSet<Precision>> everywhere = widths(block);
        Map<LayerKind, SortedSet<Precision>> allowed = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            block.find(kind.key())
                    .map(rule ->
                            widths(rule).orElseThrow(() -> rule.invalid("no widths are given", "add 'pairs: [8/8]'")))
                    .or(() -> everywhere)
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
                .map(value -> QuantizationScheme.constant(usual.getDeclaringClass(), value.text()))
                .orElse(usual);
    }

    private static CostModel costModel(YamlValue root) {
        List<String> found = MODELS.keySet().stream()
                .filter(key -> root.find(key).isPresent())
                .toList();
        if (found.isEmpty()) {
            throw root.invalid("the profile prices nothing", "add one of " + quoted(MODELS.keySet()));
        }
        if (found.size() > 1) {
            throw root.get(found.getLast())
                    .invalidKey("the profile prices in several ways, " + quoted(found), "delete all but one of them");
        }
        String key = found.getFirst();
        return Objects.requireNonNull(MODELS.get(key)).apply(root.get(key));
    }

    private static String quoted(Collection<String> keys) {
        return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", "));
    }

    private static CostModel roofline(YamlValue block) {
        List<RooflineModel.Engine> engines = new ArrayList<>();
        YamlValue classes = block.get("classes");
        for (PrecisionClass precisionClass : classes(classes)) {
            YamlValue figures = classes.get(precisionClass.name());
            engines.add(new RooflineModel.Engine(
                    precisionClass,
                    figures.get("peak_tops").number() * 1e12,
                    figures.get("efficiency").number(),
                    figures.get("overhead_us").number()));
        }
        return block.read(
                _ -> new RooflineModel(
                        engines,
                        new RooflineModel.Memory(
                                block.get("memory_gb_per_s").number() * 1e9,
                                block.get("memory_efficiency").number()),
                        block.get("batch").integer(),
                        block.find("float_bits").map(YamlValue::integer).orElse(Precision.FLOAT),
                        energy(block)),
                "look at a profile that Vernier ships");
    }

    private static Optional<EnergyModel> energy(YamlValue block) {
        Optional<YamlValue> power = block.find("power_w");
        Optional<YamlValue> perByte = block.find("memory_pj_per_byte");
        SortedMap<String, Double> perOperation = new TreeMap<>();
        block.get("classes").entries().forEach((name, figures) -> figures.find("pj_per_operation")
                .ifPresent(value -> perOperation.put(name, value.number())));
        if (power.isPresent() && (perByte.isPresent() || !perOperation.isEmpty())) {
            throw power.get().invalidKey("energy follows from power and from operations", "delete one of the two");
        }
        if (perByte.isPresent() == perOperation.isEmpty()) {
            throw block.invalid(
                    "energy needs both 'memory_pj_per_byte' and 'pj_per_operation' in the classes",
                    "add the other one");
        }
        return power.<EnergyModel>map(watts -> new EnergyModel.Power(watts.number()))
                .or(() -> perByte.map(value -> new EnergyModel.PerWork(value.number(), perOperation)));
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
