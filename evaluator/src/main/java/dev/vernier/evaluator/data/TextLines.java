package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text files that fit into memory, line by line. */
final class TextLines {
    /** No list of names or characters is larger. */
    private static final long MAX_LIST_BYTES = 1 << 22;

    private TextLines() {}

    /**
     * A short file with one entry in each line.
     *
     * @param kind what the file should be, such as {@code a list of names}
     * @throws InvalidInputException as {@link #read}
     */
    static List<String> ofList(Path file, String kind) {
        return read(file, MAX_LIST_BYTES, kind, "another file was meant");
    }

    /**
     * All lines as they stand.
     *
     * @param bytes the most that it may have
     * @param kind what the file should be, such as {@code a list of names}
     * @param mend for a larger one
     * @throws InvalidInputException when the file is missing, too large, or no UTF-8 text
     */
    static List<String> read(Path file, long bytes, String kind, String mend) {
        InputFile.requireAtMost(file, bytes, kind, mend);
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw noText(file, e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    static InvalidInputException noText(Path file, CharacterCodingException e) {
        return new InvalidInputException(
                file.toString(), "it is no UTF-8 text", "it is another file, or was saved in another encoding", e);
    }
}
