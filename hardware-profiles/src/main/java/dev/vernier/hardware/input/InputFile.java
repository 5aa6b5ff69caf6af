package dev.vernier.hardware.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at files that a person names before they are opened: nobody may ever write to a pipe, and a device has no end. */
public final class InputFile {
    private InputFile() {}

    /**
     * The size of a file in bytes.
     *
     * @throws InvalidInputException when there is no such file, or it is a folder, a pipe or a device
     */
    public static long size(Path file) {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new InvalidInputException(name, "there is no such file", Suggestions.forMissing(file));
        }
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(name, "it is a folder", "a file in it was meant");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(name, "it is a pipe or a device", "copy what comes out of it into a file");
        }
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Refuses files that are too large to be what they should be.
     *
     * @param kind what they should be, such as {@code a list of names}
     * @param mend what would help
     * @throws InvalidInputException also as {@link #size}
     */
    public static void requireAtMost(Path file, long bytes, String kind, String mend) {
        long size = size(file);
        if (size > bytes) {
            throw new InvalidInputException(
                    file.toString(),
                    "its " + size + " bytes are more than the " + bytes + " that " + kind + " may have",
                    mend);
        }
    }

    /** What to throw when a file turns out to be unreadable while it is read. */
    public static InvalidInputException unreadable(String name, IOException cause) {
        return new InvalidInputException(
                name, "it cannot be read (" + cause.getMessage() + ")", "its permissions forbid it", cause);
    }
}
