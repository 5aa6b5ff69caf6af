package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table in a file of separated values: as many fields in every record as there are columns. */
final class CsvTable implements Records {
    private final CsvRecords records;
    private final List<String> columns;

    /** The first record where it names no columns. */
    private final List<String> pending = new ArrayList<>();

    /** @param header whether the first line names the columns */
    CsvTable(Path file, char separator, boolean header) {
        records = new CsvRecords(file, separator);
        List<String> first = records.next();
        if (first.isEmpty()) {
            records.close();
            throw problem(1, "the table is empty", "another file was meant");
        }
        if (header) {
            columns = first.stream().map(String::strip).toList();
        } else {
            columns = IntStream.rangeClosed(1, first.size())
                    .mapToObj(String::valueOf)
                    .toList();
            pending.addAll(first);
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<String> next() {
        List<String> fields = pending.isEmpty() ? records.next() : List.copyOf(pending);
        pending.clear();
        if (!fields.isEmpty() && fields.size() != columns.size()) {
            throw problem(
                    Math.min(fields.size(), columns.size()),
                    "the line has " + fields.size() + " fields, and the first has " + columns.size(),
                    "a comma is missing or too many");
        }
        return fields;
    }

    @Override
    public InvalidInputException problem(int column, String problem, String mend) {
        return records.problem(column, problem, mend);
    }

    @Override
    public void close() {
        records.close();
    }
}
