package dev.vernier.evaluator.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the columns of tables say is known about samples. The first table read decides how classes are numbered; those
 * after it must name the same.
 */
final class TargetColumns {
    private final KnownColumns known;
    private Optional<List<String>> names;
    private boolean first = true;

    TargetColumns(KnownColumns known) {
        this.known = known;
        names = known.classes().map(ClassNames::read);
    }

    /** The columns that are meant. */
    List<String> columns() {
        return known.label().map(List::of).orElse(known.targets());
    }

    /** Ready to take the records of one table. */
    Collector of(Records records) {
        return new Collector(records);
    }

    /** The records of one table. */
    final class Collector {
        private final Records records;
        private final List<Integer> indices;
        private final List<String> labels = new ArrayList<>();
        private final List<Target> values = new ArrayList<>();
        private final Map<String, Integer> numbers = new HashMap<>();
        private boolean numbered = names.isEmpty();
        private int samples;

        private Collector(Records records) {
            this.records = records;
            indices = columns().stream().map(records::index).toList();
            names.ifPresent(list -> IntStream.range(0, list.size()).forEach(i -> numbers.put(list.get(i), i)));
        }

        /** The places of the columns that are meant. */
        List<Integer> indices() {
            return indices;
        }

        /** Takes the record read last. */
        void add(List<String> fields) {
            samples++;
            if (known.label().isPresent()) {
                labels.add(label(fields.get(indices.getFirst()).strip(), indices.getFirst()));
            } else if (!indices.isEmpty()) {
                float[] row = new float[indices.size()];
                for (int i = 0; i < row.length; i++) {
                    int column = indices.get(i);
                    row[i] = records.number(fields.get(column).strip(), column);
                }
                values.add(new Target.Values(row));
            }
        }

        /** Where the first label is a number all are. */
        private String label(String text, int column) {
            if (names.isEmpty() && first && labels.isEmpty()) {
                numbered = Records.looksLikeNumber(text);
            }
            if (!numbered) {
                if (names.isPresent() && !numbers.containsKey(text)) {
                    throw records.problem(
                            text, column, "is none of the classes", "the list of classes is another model's");
                }
                return text;
            }
            float value = records.number(text, column);
            if (value != Math.rint(value) || value < 0 || value >= Targets.MAX_CLASSES) {
                throw records.problem(
                        text,
                        column,
                        "is no class",
                        "number the classes from 0; numbers to be computed are a 'target'");
            }
            return String.valueOf((int) value);
        }

        /** What is known about all samples taken. */
        Targets targets() {
            first = false;
            if (!values.isEmpty()) {
                return new Targets(Truth.VALUES, 0, values);
            }
            if (known.label().isEmpty()) {
                return Targets.none(samples);
            }
            if (numbered) {
                return Targets.ofClasses(
                        labels.stream().mapToInt(Integer::parseInt).toArray());
            }
            if (names.isEmpty()) {
                List<String> sorted = List.copyOf(new TreeSet<>(labels));
                names = Optional.of(sorted);
                IntStream.range(0, sorted.size()).forEach(i -> numbers.put(sorted.get(i), i));
            }
            int[] classes = labels.stream().mapToInt(numbers::get).toArray();
            return Targets.ofClasses(
                    classes, names.orElse(Collections.emptyList()).size());
        }
    }
}
