package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a training starts.
 *
 * @param graph with BatchNormalization still in it
 * @param fixed the constants that are no weights, such as those of a Fourier transform, and stay as they are
 * @param mirrors the constants that follow others
 */
public record Untrained(Graph graph, Set<String> fixed, Map<String, Mirror> mirrors) {
    public Untrained {
        fixed = Collections.unmodifiableSet(new LinkedHashSet<>(fixed));
        mirrors = Collections.unmodifiableMap(new LinkedHashMap<>(mirrors));
        fixed.forEach(graph::floats);
        mirrors.forEach((name, mirror) -> {
            graph.floats(name);
            graph.floats(mirror.source());
        });
    }

    /** A network all of whose constants are weights of their own. */
    public Untrained(Graph graph) {
        this(graph, Set.of(), Map.of());
    }
}
