package dev.vernier.search.config;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.trial.Metric;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A complete run configuration, defaults filled in.
 *
 * @param name names the run folder
 * @param model a path, or {@code builtin:NAME}
 * @param inputShapes by input of the model, the shape of one sample, where the model leaves dimensions open
 * @param output the only output of the model that counts, where it has several
 * @param pooled whether the states that the model leaves for the tokens of a text become one vector
 * @param folder what relative paths are relative to
 * @param objectives what plans are judged by; exactly one of them is a quality
 * @param hardware profiles, by name or path
 * @param threads threads that evaluations may use; never changes a result
 * @param strict whether an export that its consumer does not reproduce fails the run
 * @param source the file that says all this, and the options that override it
 */
public record RunConfig(
        String name,
        String model,
        SortedMap<String, Shape> inputShapes,
        Optional<String> output,
        boolean pooled,
        Path folder,
        DataConfig data,
        List<Metric> objectives,
        List<String> hardware,
        SpaceConfig space,
        SearchConfig search,
        int threads,
        Set<ExportFormat> exports,
        boolean strict,
        ConfigSource source) {
    public RunConfig {
        inputShapes = Collections.unmodifiableSortedMap(new TreeMap<>(inputShapes));
        objectives = List.copyOf(objectives);
        hardware = List.copyOf(hardware);
        exports = Collections.unmodifiableSet(new TreeSet<>(exports));
    }

    /** What tells how good a plan is. */
    public Metric.Quality quality() {
        return Metric.Quality.among(objectives);
    }

    /** Where a value was written, for messages; {@code pointer} as below. */
    public String place(String pointer) {
        return source.place(pointer);
    }

    /**
     * What to throw when a value turns out to be unusable later on.
     *
     * @param pointer the value's way, such as {@code /space/pin/conv1}
     */
    public InvalidInputException invalid(String pointer, String problem, String mend) {
        return source.invalid(pointer, problem, mend);
    }
}
