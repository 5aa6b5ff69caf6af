package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads texts: the lines of a file, or columns of a table. */
final class TextReader {
    private static final long MAX_BYTES = 1L << 29;

    private TextReader() {}

    /**
     * What a file holds.
     *
     * @param samples each a text, or a pair of them
     */
    record Texts(List<List<String>> samples, Targets targets) {}

    /** Each line that is not empty is a text, about which nothing is known. */
    static Texts lines(Path file) {
        requireReadable(file);
        List<List<String>> samples = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    samples.add(List.of(line.strip()));
                }
            }
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    file.toString(), "it is no UTF-8 text", "it is another file, or was saved in another encoding", e);
        } catch (IOException e) {
            throw ArrayInput.unreadable(file.toString(), e);
        }
        return texts(file, samples, Targets.none(samples.size()));
    }

    /**
     * @param columns of the texts, one or two
     * @param header whether the first line names the columns
     */
    static Texts table(Path file, List<String> columns, TargetColumns targets, boolean header) {
        requireReadable(file);
        List<String> wanted = new ArrayList<>(columns);
        wanted.addAll(targets.columns());
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

    private static Texts texts(Path file, List<List<String>> samples, Targets targets) {
        if (samples.isEmpty()) {
            throw new InvalidInputException(file.toString(), "there is no text in it", "another file was meant");
        }
        return new Texts(samples, targets);
    }

    private static void requireReadable(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw ArrayInput.missing(file, new NoSuchFileException(file.toString()));
            }
            if (Files.size(file) > Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 4)) {
                throw new InvalidInputException(
                        file.toString(),
                        "its " + Files.size(file) + " bytes are more than texts may take",
                        "fewer samples would do, or start Java with a larger -Xmx");
            }
        } catch (IOException e) {
            throw ArrayInput.unreadable(file.toString(), e);
        }
    }
}
