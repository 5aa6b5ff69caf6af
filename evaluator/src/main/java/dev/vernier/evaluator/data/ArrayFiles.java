package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Samples and what is known about them, in the same order.
 *
 * @param labels of classes; for {@link ArrayFormat#NPZ} usually the same file as the samples', and looked for there when it
 *     is not given
 * @param targets numbers, likewise
 */
public record ArrayFiles(Inputs inputs, Optional<Path> labels, Optional<Path> targets) {
    /** Images with labels. */
    public static ArrayFiles labelled(Path images, Path labels) {
        return new ArrayFiles(new Inputs.Images(images), Optional.of(labels), Optional.empty());
    }

    /** The tensors of samples. */
    public sealed interface Inputs {
        /** Images or features, which are preprocessed, for a model's only input. */
        record Images(Path file) implements Inputs {}

        /** A file for each of a model's inputs, used as they are. */
        record ByName(SortedMap<String, Path> files) implements Inputs {
            public ByName {
                files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
            }
        }

        /** An archive whose arrays have the names of a model's inputs, used as they are. */
        record Archive(Path file) implements Inputs {}

        /** For messages. */
        default String place() {
            return switch (this) {
                case Images(Path file) -> file.toString();
                case ByName(SortedMap<String, Path> files) ->
                    files.firstEntry().getValue().toString();
                case Archive(Path file) -> file.toString();
            };
        }

        /** The archive that holds all of them. */
        default Optional<Path> archive(ArrayFormat format) {
            return switch (this) {
                case Images(Path file) -> format == ArrayFormat.NPZ ? Optional.of(file) : Optional.empty();
                case ByName _ -> Optional.empty();
                case Archive(Path file) -> Optional.of(file);
            };
        }
    }
}
