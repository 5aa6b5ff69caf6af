package dev.vernier.hardware.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text files that a person names. */
final class TextFile {
    /** The largest file that is read, in bytes. */
    static final int LARGEST_BYTES = 10_000_000;

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @throws InvalidInputException when the file is missing, too large or no UTF-8 text
     */
    static String read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(name, "this is a folder, not a YAML file", "name a file in it");
        }
        InputFile.size(file);
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST_BYTES + 1);
        } catch (IOException e) {
            throw new InvalidInputException(name, "the file cannot be read", "its permissions forbid it", e);
        }
        if (bytes.length > LARGEST_BYTES) {
            throw new InvalidInputException(
                    name, "the file is larger than " + LARGEST_BYTES / 1_000_000 + " MB", "it is another file");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(name, "the file is not UTF-8 text", "it is another file", e);
        }
    }
}
