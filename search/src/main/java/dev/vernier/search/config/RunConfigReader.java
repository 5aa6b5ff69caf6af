package dev.vernier.search.config;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.SequenceAccuracy;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.search.trial.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads run configurations and fills in defaults. */
public final class RunConfigReader {
    private static final int DEFAULT_BUDGET = 200;
    private static final List<Metric> DEFAULT_OBJECTIVES =
            List.of(Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES);
    private static final List<String> DEFAULT_HARDWARE = List.of("cpu-x86-avx512");

    private final ConfigSource source;
    private final Path folder;

    private RunConfigReader(ConfigSource source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /**
     * Reads a configuration.
     *
     * @param file relative paths inside it are relative to its folder
     * @param overrides options of the form {@code search.budget=50} that take the place of what the file says
     * @throws InvalidInputException when something in it cannot be used; it names the line, or the option
     */
    public static RunConfig read(Path file, List<String> overrides) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        ConfigSource source = ConfigSource.read(file, overrides);
        return new RunConfigReader(source, folder == null ? Path.of("/") : folder).read(file);
    }

    private RunConfig read(Path file) {
        YamlValue root = source.root();
        return new RunConfig(
                root.find("name").map(YamlValue::text).orElseGet(() -> nameOf(file)),
                root.get("model").text(),
                inputShapes(root.find("input-shapes")),
                root.find("output").map(YamlValue::text),
                root.has("pool"), // the schema leaves one way
                folder,
                DataConfigReader.read(source, folder, root.get("data")),
                objectives(root.find("objectives"), root.find("metric")),
                hardware(root.find("hardware")),
                new SpaceConfigReader(source).read(root.find("space")),
                search(root.find("search")),
                threads(root.find("execution").flatMap(block -> block.find("threads"))),
                exports(root.find("export")),
                root.find("strict").map(YamlValue::flag).orElse(false),
                source);
    }

    /** The file's name without its ending, kept to the characters of a name. */
    private static String nameOf(Path file) {
        Path last = file.getFileName();
        String name = (last == null ? "run" : last.toString()).replaceFirst("\\.ya?ml$", "");
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return plain.isEmpty() ? "run" : plain;
    }

    private static SortedMap<String, Shape> inputShapes(Optional<YamlValue> block) {
        SortedMap<String, Shape> shapes = new TreeMap<>();
        block.ifPresent(inputs -> inputs.entries()
                .forEach((input, extents) -> shapes.put(
                        input,
                        Shape.of(extents.list(YamlValue::integer).stream()
                                .mapToInt(Integer::intValue)
                                .toArray()))));
        return shapes;
    }

    private List<Metric> objectives(Optional<YamlValue> list, Optional<YamlValue> options) {
        List<Metric> metrics = list.map(this::listed).orElse(DEFAULT_OBJECTIVES);
        Optional<YamlValue> blank = options.flatMap(block -> block.find("blank"));
        if (blank.isEmpty()) {
            return metrics;
        }
        Metric undecided = new Metric.Quality(new SequenceAccuracy(0));
        if (!metrics.contains(undecided)) {
            throw source.invalid(
                    "/metric/blank",
                    "only '" + undecided.key() + "' knows blanks, and it is not among the objectives",
                    "leave it out");
        }
        Metric decided = new Metric.Quality(new SequenceAccuracy(blank.get().integer()));
        return metrics.stream()
                .map(metric -> metric.equals(undecided) ? decided : metric)
                .toList();
    }

    private List<Metric> listed(YamlValue list) {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            String pointer = "/objectives/" + i;
            String name = list.items().get(i).text();
            Metric metric = Metric.of(name)
                    .orElseThrow(() -> source.invalid(
                            pointer, "no metric is named '" + name + "'", Suggestions.mend(name, Metric.keys())));
            if (metrics.contains(metric)) {
                throw source.invalid(pointer, "'" + name + "' is listed twice", "take one of them out");
            }
            metrics.add(metric);
        }
        requireTradeOff(metrics);
        return metrics;
    }

    private void requireTradeOff(List<Metric> metrics) {
        List<String> qualities = metrics.stream()
                .filter(metric -> metric instanceof Metric.Quality)
                .map(Metric::key)
                .toList();
        if (qualities.size() > 1) {
            throw source.invalid(
                    "/objectives",
                    "plans are judged by one quality, and there are " + String.join(", ", qualities),
                    "keep one of them; 'evaluate --set objectives=[...]' prints the others of a plan");
        }
        if (qualities.isEmpty() || metrics.size() < 2) {
            throw source.invalid(
                    "/objectives",
                    "a trade-off needs a quality, such as accuracy, and at least one cost",
                    "write [accuracy, latency_ms, weight_bytes]");
        }
    }

    private List<String> hardware(Optional<YamlValue> list) {
        if (list.isEmpty()) {
            return DEFAULT_HARDWARE;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < list.get().items().size(); i++) {
            String name = list.get().items().get(i).text();
            if (names.contains(name)) {
                throw source.invalid("/hardware/" + i, "'" + name + "' is listed twice", "take one of them out");
            }
            names.add(name);
        }
        return names;
    }

    private SearchConfig search(Optional<YamlValue> block) {
        List<String> strategies =
                Arrays.stream(StrategyKind.values()).map(StrategyKind::key).toList();
        String strategy = block.flatMap(search -> search.find("strategy"))
                .map(YamlValue::text)
                .orElse(StrategyKind.GENETIC.key());
        requireKnown("/search/strategy", "strategy is named '" + strategy + "'", strategy, strategies);
        Budget budget = block.flatMap(search -> search.find("budget"))
                .map(value -> value.json().isInt()
                        ? (Budget) new Budget.Evaluations(value.integer())
                        : Budget.parse(value.text()))
                .orElse(new Budget.Evaluations(DEFAULT_BUDGET));
        long seed = block.flatMap(search -> search.find("seed"))
                .map(YamlValue::longInteger)
                .orElse(1L);
        return new SearchConfig(StrategyKind.valueOf(strategy.toUpperCase(Locale.ROOT)), budget, seed);
    }

    private static int threads(Optional<YamlValue> value) {
        return value.filter(threads -> !threads.text().equals("auto"))
                .map(YamlValue::integer)
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    private static Set<ExportFormat> exports(Optional<YamlValue> list) {
        return list.<Set<ExportFormat>>map(formats -> new TreeSet<>(formats.list(
                        format -> ExportFormat.valueOf(format.text().toUpperCase(Locale.ROOT)))))
                .orElse(Set.of(ExportFormat.JSON, ExportFormat.QDQ));
    }

    private void requireKnown(String pointer, String claim, String name, List<String> known) {
        if (!known.contains(name)) {
            throw source.invalid(pointer, "no " + claim, Suggestions.mend(name, known));
        }
    }
}
