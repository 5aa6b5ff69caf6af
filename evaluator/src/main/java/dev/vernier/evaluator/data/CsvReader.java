package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a table of numbers, one sample to a line: some columns say what is known, the others are the features. */
final class CsvReader {
    /** The most features of all samples together: 1 GiB. */
    private static final int MAX_VALUES = 1 << 28;

    private final Records records;
    private final TargetColumns.Collector targets;
    private final int[] features;
    private float[] values = new float[1024];
    private int samples;

    private CsvReader(Records records, TargetColumns.Collector targets) {
        this.records = records;
        this.targets = targets;
        features = IntStream.range(0, records.columns().size())
                .filter(column -> !targets.indices().contains(column))
                .toArray();
    }

    /**
     * What a table holds.
     *
     * @param columns the names of all columns; their numbers from 1 where there is no header
     * @param features [samples, features]
     */
    record Table(List<String> columns, RawArray.Floats features, Targets targets) {}

    /**
     * @param header whether the first line names the columns
     * @throws dev.vernier.hardware.input.InvalidInputException with line and column of what is no table of numbers
     */
    static Table read(Path file, TargetColumns targets, boolean header) {
        try (Records records = new CsvTable(file, ',', header)) {
            if (records.columns().size() < 2) {
                throw records.problem(
                        1,
                        "there is only one column",
                        "values are separated by something else than commas, or another file was meant");
            }
            CsvReader reader = new CsvReader(records, targets.of(records));
            if (reader.features.length == 0) {
                throw records.problem(1, "no column is left for features", "one of the targets is none");
            }
            for (List<String> next = records.next(); !next.isEmpty(); next = records.next()) {
                reader.add(next);
            }
            return reader.table();
        }
    }

    private void add(List<String> fields) {
        int width = features.length;
        if ((long) (samples + 1) * width > MAX_VALUES) {
            throw records.problem(1, "the table has more than " + MAX_VALUES + " values", "fewer samples would do");
        }
        if ((samples + 1) * width > values.length) {
            values = Arrays.copyOf(values, Math.max((samples + 1) * width, values.length * 2));
        }
        for (int i = 0; i < width; i++) {
            values[samples * width + i] = records.number(fields.get(features[i]).strip(), features[i]);
        }
        targets.add(fields);
        samples++;
    }

    private Table table() {
        if (samples == 0) {
            throw records.problem(1, "no samples follow the names of the columns", "the file is truncated");
        }
        return new Table(
                records.columns(),
                new RawArray.Floats(
                        Shape.of(samples, features.length), Arrays.copyOf(values, samples * features.length)),
                targets.targets());
    }
}
