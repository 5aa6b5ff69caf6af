package dev.vernier.search.trial;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One thing that plans are compared by: a metric, and for a metric of devices the profile that prices it.
 *
 * @param profile the profile's name; present exactly where the metric differs between devices
 */
public record Objective(Metric metric, Optional<String> profile) {
    private static final char SEPARATOR = '@';

    public Objective {
        if (metric.perDevice() != profile.isPresent()) {
            throw new IllegalArgumentException(
                    metric.key() + (metric.perDevice() ? " needs a profile" : " is the same on every profile"));
        }
    }

    /** The metric itself where it is the same on every device, else as that profile prices it. */
    public static Objective of(Metric metric, String profile) {
        return new Objective(metric, metric.perDevice() ? Optional.of(profile) : Optional.empty());
    }

    /** An objective of every device: quality or bytes. */
    public static Objective of(Metric metric) {
        return new Objective(metric, Optional.empty());
    }

    /**
     * Reads a name as {@link #name} writes it.
     *
     * @throws IllegalArgumentException when it is not of the form {@code metric} or {@code metric@profile}
     */
    public static Objective parse(String name) {
        int separator = name.indexOf(SEPARATOR);
        String key = separator < 0 ? name : name.substring(0, separator);
        Metric metric =
                Metric.of(key).orElseThrow(() -> new IllegalArgumentException("no metric is named '" + key + "'"));
        return new Objective(metric, separator < 0 ? Optional.empty() : Optional.of(name.substring(separator + 1)));
    }

    /**
     * Finds what a person means by a name: the full name of an objective, with {@code @} or as {@link #dashed} writes it,
     * or a metric alone where only one of the known objectives has it.
     *
     * @param place where the name was written
     * @param known the objectives to choose from
     * @throws InvalidInputException when there is no such objective, or more than one
     */
    public static Objective resolve(String place, String name, Collection<Objective> known) {
        List<Objective> meant = known.stream()
                .filter(objective -> objective.name().equals(name)
                        || dashed(objective.name()).equals(name)
                        || objective.metric().key().equals(name))
                .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        List<String> names = known.stream().map(Objective::name).toList();
        if (meant.isEmpty()) {
            throw new InvalidInputException(
                    place, "no objective is named '" + name + "'", Suggestions.mend(name, names));
        }
        throw new InvalidInputException(
                place,
                "'" + name + "' could be any of "
                        + String.join(", ", meant.stream().map(Objective::name).toList()),
                "write '" + meant.getFirst().name() + "'");
    }

    /** The name in results: {@code weight_bytes}, {@code latency_ms@gpu-nvidia-t4}. */
    public String name() {
        return profile.map(device -> metric.key() + SEPARATOR + device).orElse(metric.key());
    }

    /**
     * A name of letters, digits, underscores and dashes only, for tools that take no others: {@code
     * latency_ms-gpu-nvidia-t4}.
     */
    public static String dashed(String name) {
        return name.replace(SEPARATOR, '-');
    }

    /** Whether running a plan is what shows it. */
    public boolean isQuality() {
        return metric instanceof Metric.Quality;
    }

    /**
     * The one of several objectives that running a plan shows.
     *
     * @throws IllegalArgumentException when there is none, or more than one
     */
    public static Metric.Quality quality(Collection<Objective> objectives) {
        return Metric.Quality.among(objectives.stream().map(Objective::metric).toList());
    }

    /** A value of this objective turned so that less is better. */
    public double loss(double value) {
        return metric.maximised() ? -value : value;
    }

    @Override
    public String toString() {
        return name();
    }
}
