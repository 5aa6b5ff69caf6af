package dev.vernier.evaluator.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An order of all samples in which every stretch holds the classes in the proportion of the whole: sample j of the n of
 * its class, in random order, is placed at {@code (j + ½) / n}. Samples without classes are one class here; where numbers
 * are known of them, two consecutive ones may be a pair that was scored, so they stay together.
 */
final class Stratification {
    private Stratification() {}

    /** The indices of all samples; equal seeds give equal orders. */
    static int[] order(Dataset samples, long seed) {
        SortedMap<Integer, List<Integer>> byClass = new TreeMap<>();
        boolean classified = samples.truth() == Truth.CLASS;
        for (int index = 0; index < samples.size(); index++) {
            byClass.computeIfAbsent(classified ? samples.label(index) : 0, _ -> new ArrayList<>())
                    .add(index);
        }
        Random random = new Random(seed);
        List<Placed> placed = new ArrayList<>(samples.size());
        for (List<Integer> members : byClass.values()) {
            shuffle(members, samples.truth() == Truth.VALUES ? 2 : 1, random);
            for (int i = 0; i < members.size(); i++) {
                placed.add(new Placed((i + 0.5) / members.size(), members.get(i)));
            }
        }
        placed.sort(Comparator.comparingDouble(Placed::place).thenComparingInt(Placed::index));
        return placed.stream().mapToInt(Placed::index).toArray();
    }

    /** Shuffles groups of so many neighbours; the last one may be smaller, and stays last. */
    private static void shuffle(List<Integer> members, int group, Random random) {
        List<Integer> starts = new ArrayList<>();
        for (int start = 0; start + group <= members.size(); start += group) {
            starts.add(start);
        }
        Collections.shuffle(starts, random);
        List<Integer> before = List.copyOf(members);
        for (int i = 0; i < starts.size() * group; i++) {
            members.set(i, before.get(starts.get(i / group) + i % group));
        }
    }

    private record Placed(double place, int index) {}
}
