package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a table of numbers: one column holds the classes, the others the features, one sample to a line. */
final class CsvReader {
    /** The most features of all samples together: 1 GiB. */
    private static final int MAX_VALUES = 1 << 28;

    private static final long MAX_LABEL = Integer.MAX_VALUE;
    private static final String NUMBER_CHARACTERS = "+-.eE";

    private final CsvRecords records;
    private final List<String> columns;
    private final int label;
    private float[] features = new float[1024];
    private long[] labels = new long[64];
    private int samples;

    private CsvReader(CsvRecords records, List<String> columns, int label) {
        this.records = records;
        this.columns = columns;
        this.label = label;
    }

    /**
     * What a table holds.
     *
     * @param columns the names of all columns; their numbers from 1 where there is no header
     * @param features [samples, columns − 1]
     */
    record Table(List<String> columns, RawArray.Floats features, RawArray.Integers labels) {}

    /**
     * @param label the column of the classes: its name, or its number from 1 where there is no header
     * @param header whether the first line names the columns
     * @throws InvalidInputException with line and column of what is no table of numbers
     */
    static Table read(Path file, String label, boolean header) {
        try (CsvRecords records = new CsvRecords(file)) {
            List<String> first = records.next();
            if (first.size() < 2) {
                throw records.problem(
                        1,
                        first.isEmpty() ? "the table is empty" : "there is only one column",
                        "values are separated by something else than commas, or another file was meant");
            }
            List<String> columns = header
                    ? first.stream().map(String::strip).toList()
                    : IntStream.rangeClosed(1, first.size())
                            .mapToObj(String::valueOf)
                            .toList();
            CsvReader reader = new CsvReader(records, columns, labelColumn(records, columns, label));
            if (!header) {
                reader.add(first);
            }
            for (List<String> next = records.next(); !next.isEmpty(); next = records.next()) {
                reader.add(next);
            }
            return reader.table();
        }
    }

    private static int labelColumn(CsvRecords records, List<String> columns, String label) {
        int column = columns.indexOf(label);
        if (column < 0) {
            throw records.problem(1, "no column is named '" + label + "'", Suggestions.mend(label, columns));
        }
        if (column != columns.lastIndexOf(label)) {
            throw records.problem(
                    columns.lastIndexOf(label) + 1, "a second column is named '" + label + "'", "rename one of them");
        }
        return column;
    }

    private void add(List<String> fields) {
        if (fields.size() != columns.size()) {
            throw records.problem(
                    Math.min(fields.size(), columns.size()),
                    "the line has " + fields.size() + " fields, and the first has " + columns.size(),
                    "a comma is missing or too many");
        }
        int width = columns.size() - 1;
        if ((long) (samples + 1) * width > MAX_VALUES) {
            throw records.problem(1, "the table has more than " + MAX_VALUES + " values", "fewer samples would do");
        }
        if ((samples + 1) * width > features.length) {
            features = Arrays.copyOf(features, Math.max((samples + 1) * width, features.length * 2));
        }
        if (samples == labels.length) {
            labels = Arrays.copyOf(labels, 2 * samples);
        }
        int at = samples * width;
        for (int column = 0; column < fields.size(); column++) {
            String text = fields.get(column).strip();
            if (column == label) {
                labels[samples] = labelOf(text, column);
            } else {
                features[at++] = number(text, column);
            }
        }
        samples++;
    }

    private long labelOf(String text, int column) {
        float value = number(text, column);
        if (value != Math.rint(value) || Math.abs(value) > MAX_LABEL) {
            throw problem(text, column, "is no class", "number the classes from 0");
        }
        return (long) value;
    }

    private float number(String text, int column) {
        if (!looksLikeNumber(text)) {
            throw problem(
                    text,
                    column,
                    "is no number",
                    columns.contains("1")
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

    /** Java would also take hexadecimal numbers, names of infinity and endings such as f. */
    private static boolean looksLikeNumber(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(character ->
                                (character >= '0' && character <= '9') || NUMBER_CHARACTERS.indexOf(character) >= 0);
    }

    private InvalidInputException problem(String text, int column, String what, String mend) {
        String name = columns.get(column);
        boolean named = !name.equals(String.valueOf(column + 1));
        return records.problem(
                column + 1,
                "'" + ArrayInput.shown(text) + "'" + (named ? " of '" + ArrayInput.shown(name) + "' " : " ") + what,
                mend);
    }

    private Table table() {
        if (samples == 0) {
            throw records.problem(1, "no samples follow the names of the columns", "the file is truncated");
        }
        int width = columns.size() - 1;
        return new Table(
                columns,
                new RawArray.Floats(Shape.of(samples, width), Arrays.copyOf(features, samples * width)),
                new RawArray.Integers(Shape.of(samples), Arrays.copyOf(labels, samples)));
    }
}
