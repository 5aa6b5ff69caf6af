package dev.vernier.search.space;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.QuantizerGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Layers whose activations have one width: those that read the same quantizer, and those tied to them.
 *
 * @param quantizers that the layers read, ascending; at least one
 * @param groups indices of the layers whose weights have one width, ascending; most groups are a single layer
 */
public record Cluster(List<QuantizerGroup> quantizers, List<List<Integer>> groups) {
    public Cluster {
        quantizers = List.copyOf(quantizers);
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** Stands for all layers of the cluster. */
    public int leader() {
        return groups.getFirst().getFirst();
    }

    /** All layers of the cluster, ascending. */
    public List<Integer> layers() {
        return groups.stream().flatMap(List::stream).sorted().toList();
    }

    /**
     * The clusters of a network in the order of their first quantizers; each layer is in one of them.
     *
     * @param ties groups of layers with the same widths; a layer may be in several
     */
    static List<Cluster> of(NetworkLayout layout, List<List<Integer>> ties) {
        Forest layers = new Forest(layout.layers().size());
        Forest quantizers = new Forest(layout.quantizers().size());
        for (List<Integer> tie : ties) {
            for (int layer : tie) {
                layers.join(tie.getFirst(), layer);
                quantizers.join(
                        layout.layers().get(tie.getFirst()).inputQuantizer(),
                        layout.layers().get(layer).inputQuantizer());
            }
        }
        Map<Integer, List<QuantizerGroup>> clusters = new TreeMap<>();
        layout.quantizers().stream()
                .filter(quantizer -> !quantizer.readers().isEmpty())
                .forEach(quantizer -> clusters.computeIfAbsent(
                                quantizers.root(quantizer.index()), _ -> new ArrayList<>())
                        .add(quantizer));
        return clusters.values().stream()
                .map(members -> new Cluster(members, groups(members, layers)))
                .toList();
    }

    private static List<List<Integer>> groups(List<QuantizerGroup> quantizers, Forest layers) {
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        quantizers.stream()
                .flatMap(quantizer -> quantizer.readers().stream())
                .sorted()
                .forEach(layer -> groups.computeIfAbsent(layers.root(layer), _ -> new ArrayList<>())
                        .add(layer));
        return List.copyOf(groups.values());
    }

    /** Disjoint sets of numbers, each known by its least. */
    private static final class Forest {
        private final int[] parents;

        Forest(int size) {
            parents = new int[size];
            Arrays.setAll(parents, i -> i);
        }

        int root(int of) {
            int root = of;
            while (parents[root] != root) {
                root = parents[root];
            }
            return root;
        }

        void join(int one, int other) {
            int least = Math.min(root(one), root(other));
            parents[Math.max(root(one), root(other))] = least;
        }
    }
}
