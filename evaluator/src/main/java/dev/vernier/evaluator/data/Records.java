package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A table's records, one after the other. */
interface Records extends Closeable {
    /** Tells Java's other spellings of numbers apart, such as hexadecimal ones. */
    String NUMBER_CHARACTERS = "+-.eE0123456789";

    /**
     * Opens a table: {@code .tsv} with tabs, {@code .json} and {@code .jsonl} of objects, anything else with commas.
     *
     * @param header whether the first line names the columns; objects name their fields always
     * @param wanted the columns that will be asked for
     */
    static Records open(Path file, boolean header, List<String> wanted) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".json") || name.endsWith(".jsonl")) {
            return new JsonRecords(file, wanted);
        }
        return new CsvTable(file, name.endsWith(".tsv") ? '\t' : ',', header);
    }

    /** The names of all columns; their numbers from 1 where they have none. */
    List<String> columns();

    /** One field for each column; none at the end. */
    List<String> next();

    /**
     * A problem of the record read last.
     *
     * @param column counts from 1
     */
    InvalidInputException problem(int column, String problem, String mend);

    @Override
    void close();

    /** The index of a column. */
    default int index(String column) {
        int index = columns().indexOf(column);
        if (index < 0) {
            throw problem(
                    1,
                    "no column is named '" + column + "'",
                    column.matches("[0-9]+")
                            ? "the first line names no columns: then write 'header: false'"
                            : Suggestions.mend(column, columns()));
        }
        if (index != columns().lastIndexOf(column)) {
            throw problem(
                    columns().lastIndexOf(column) + 1,
                    "a second column is named '" + column + "'",
                    "rename one of them");
        }
        return index;
    }

    /** A field as a number. */
    default float number(String text, int column) {
        if (!looksLikeNumber(text)) {
            throw problem(
                    text,
                    column,
                    "is no number",
                    columns().contains("1")
                            ? "the first line names the columns: then write 'header: true'"
                            : "leave the line out, or replace names by numbers from 0 before");
        }
        try {
            float value = (float) Double.parseDouble(text);
            if (!Float.isFinite(value)) {
                throw problem(text, column, "is beyond the range of floating point", "the file is damaged");
            }
            return value;
        } catch (NumberFormatException _) {
            throw problem(text, column, "is no number", "a comma is missing or too many");
        }
    }

    /** A problem of a field of the record read last. */
    default InvalidInputException problem(String text, int column, String what, String mend) {
        String name = columns().get(column);
        boolean named = !name.equals(String.valueOf(column + 1));
        return problem(
                column + 1,
                "'" + ArrayInput.shown(text) + "'" + (named ? " of '" + ArrayInput.shown(name) + "' " : " ") + what,
                mend);
    }

    static boolean looksLikeNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(character -> NUMBER_CHARACTERS.indexOf(character) >= 0);
    }
}
