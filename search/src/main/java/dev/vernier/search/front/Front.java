package dev.vernier.search.front;

import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The trials that no other one beats: none is at least as good in every objective and better in one. Of trials with the
 * same values it holds one, that of the least divergence, then the one proposed first.
 *
 * @param objectives what the trials are compared by
 * @param trials ordered from the best to the worst in the first objective, then in the second, and so on
 */
public record Front(List<Objective> objectives, List<Trial> trials) {
    public Front {
        objectives = List.copyOf(objectives);
        trials = List.copyOf(trials);
    }

    /**
     * The front of those trials that have a value for every objective.
     *
     * @throws IllegalArgumentException when there is no objective
     */
    public static Front of(Collection<Trial> trials, List<Objective> objectives) {
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("nothing to compare by");
        }
        record Candidate(Trial trial, double[] losses) {}
        List<Candidate> sorted = trials.stream()
                .filter(trial -> trial.has(objectives))
                .map(trial -> new Candidate(trial, trial.losses(objectives)))
                .sorted(Comparator.comparing(Candidate::losses, Arrays::compare)
                        .thenComparingDouble(
                                candidate -> candidate.trial.fidelity().divergence())
                        .thenComparing(Candidate::trial, Trial.BY_ID))
                .toList();
        List<Candidate> front = new ArrayList<>();
        for (Candidate candidate : sorted) {
            // In this order nothing that comes later can beat what came before.
            if (front.stream().noneMatch(kept -> covers(kept.losses, candidate.losses))) {
                front.add(candidate);
            }
        }
        return new Front(objectives, front.stream().map(Candidate::trial).toList());
    }

    /** The front of this one's trials and others: the same as that of all trials that ever were in it and the others. */
    public Front with(Collection<Trial> others) {
        List<Trial> all = new ArrayList<>(trials);
        all.addAll(others);
        return of(all, objectives);
    }

    /** Whether {@code a} is nowhere worse than {@code b}; less is better. */
    public static boolean covers(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
        }
        return true;
    }

    public int size() {
        return trials.size();
    }

    public boolean isEmpty() {
        return trials.isEmpty();
    }

    /** Each trial's values, in the order of the trials, turned so that less is better. */
    public List<double[]> losses() {
        return trials.stream().map(trial -> trial.losses(objectives)).toList();
    }
}
