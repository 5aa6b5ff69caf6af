package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a table that say what is known about each sample: one with its class, or some with numbers, or none.
 *
 * @param label the column of the classes: its name, or its number from 1 where there is no header
 * @param classes a text file with the name of a class in each line, in the order of the model's outputs, where labels
 *     are names; those of the training part, sorted, where there is none
 * @param targets the columns of numbers; none where there is a label
 */
public record KnownColumns(Optional<String> label, Optional<Path> classes, List<String> targets) {
    public KnownColumns {
        targets = List.copyOf(targets);
        if (label.isPresent() && !targets.isEmpty()) {
            throw new IllegalArgumentException("samples have either a class or numbers");
        }
    }

    /** A column of classes, numbered or named. */
    public static KnownColumns label(String column) {
        return new KnownColumns(Optional.of(column), Optional.empty(), List.of());
    }
}
