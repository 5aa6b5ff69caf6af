package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A short text file with one entry in each line: names of classes, or characters. */
final class ListFile {
    private static final long MAX_BYTES = 1 << 22;

    private ListFile() {}

    /**
     * All lines as they stand.
     *
     * @param entries what the lines are, for messages, such as {@code names}
     * @throws InvalidInputException when the file is missing, too large, or no UTF-8 text
     */
    static List<String> lines(Path file, String entries) {
        try {
            if (!Files.isRegularFile(file)) {
                throw ArrayInput.missing(file, new IOException("no regular file"));
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidInputException(
                        file.toString(),
                        "it is larger than a list of " + entries + " may be",
                        "another file was meant");
            }
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file.toString(), "it is no UTF-8 text", "another file was meant", e);
        } catch (IOException e) {
            throw ArrayInput.unreadable(file.toString(), e);
        }
    }
}
