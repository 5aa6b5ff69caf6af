package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads texts: the lines of a file, columns of a table, or whole files. */
final class TextReader {
    private static final long MAX_BYTES = 1L << 29;
    private static final String KIND = "a file of texts";
    private static final String MEND = "fewer samples would do, or start Java with a larger -Xmx";

    private TextReader() {}

    /**
     * What a file holds.
     *
     * @param samples each a text, or a pair of them
     */
    record Texts(List<List<String>> samples, Targets targets) {}

    /** Each line that is not empty is a text, about which nothing is known. */
    static Texts lines(Path file) {
        List<List<String>> samples = TextLines.read(file, mostBytes(), KIND, MEND).stream()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.strip()))
                .toList();
        return texts(file, samples, Targets.none(samples.size()));
    }

    /**
     * @param columns of the texts, one or two
     * @param header whether the first line names the columns
     */
    static Texts table(Path file, List<String> columns, TargetColumns targets, boolean header) {
        InputFile.requireAtMost(file, mostBytes(), KIND, MEND);
        List<String> wanted = Stream.concat(columns.stream(), targets.columns().stream())
                .distinct()
                .toList();
        try (Records records = Records.open(file, header, wanted)) {
            List<Integer> indices = columns.stream().map(records::index).toList();
            TargetColumns.Collector collector = targets.of(records);
            List<List<String>> samples = new ArrayList<>();
            for (List<String> next = records.next(); !next.isEmpty(); next = records.next()) {
                List<String> fields = next;
                samples.add(indices.stream().map(fields::get).toList());
                collector.add(fields);
            }
            return texts(file, samples, collector.targets());
        }
    }

    /**
     * Each {@code .txt} file below a class' folder is a text.
     *
     * @param classes names of the folders, in the order of their numbers
     */
    static Texts folders(Path folder, List<String> classes) {
        List<ClassFolders.Labelled> files = ClassFolders.ofTexts(folder).files(classes);
        List<List<String>> samples = new ArrayList<>();
        long left = mostBytes();
        for (ClassFolders.Labelled each : files) {
            left -= InputFile.size(each.file());
            if (left < 0) {
                throw new InvalidInputException(
                        folder.toString(), "its files have more than " + mostBytes() + " bytes", MEND);
            }
            samples.add(List.of(text(each.file())));
        }
        int[] labels = files.stream().mapToInt(ClassFolders.Labelled::label).toArray();
        return new Texts(samples, Targets.ofClasses(labels, classes.size()));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw TextLines.noText(file, e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    private static Texts texts(Path file, List<List<String>> samples, Targets targets) {
        if (samples.isEmpty()) {
            throw new InvalidInputException(file.toString(), "there is no text in it", "another file was meant");
        }
        return new Texts(samples, targets);
    }

    private static long mostBytes() {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }
}
