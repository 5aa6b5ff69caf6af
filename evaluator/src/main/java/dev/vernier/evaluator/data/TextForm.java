package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How texts lie in files. */
public sealed interface TextForm {
    /** Each line of a file is a text, about which nothing is known. */
    record Lines() implements TextForm {}

    /**
     * The records of a table are texts, or pairs of them.
     *
     * @param columns of the texts, one or two
     * @param known the columns that say what is known about them
     * @param header whether the first line names the columns
     */
    record Table(List<String> columns, KnownColumns known, boolean header) implements TextForm {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A folder holds a folder of {@code .txt} files for each class.
     *
     * @param classes a text file with the name of a folder in each line, in the order of the model's outputs; the names of
     *     the training folders, sorted, where there is none
     */
    record Folders(Optional<Path> classes) implements TextForm {}
}
