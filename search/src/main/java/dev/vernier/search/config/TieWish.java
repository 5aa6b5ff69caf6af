package dev.vernier.search.config;

import java.util.List;

/** Which layers shall have the same widths, besides those that must. */
public sealed interface TieWish {
    /** No others. */
    TieWish NONE = new Layers(List.of());

    /**
     * Those of each group.
     *
     * @param groups of two layers' names or more each
     */
    record Layers(List<List<String>> groups) implements TieWish {
        public Layers {
            groups = groups.stream().map(List::copyOf).toList();
        }
    }

    /** Layers with weights that read the same tensor, such as the query, key and value products of attention. */
    record SharedInputs() implements TieWish {}
}
