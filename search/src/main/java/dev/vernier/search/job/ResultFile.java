package dev.vernier.search.job;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measurements that are to be written once they are taken: as a whole or not at all. */
final class ResultFile {
    private final String option;
    private final Path file;

    private ResultFile(String option, Path file) {
        this.option = option;
        this.file = file;
    }

    /**
     * Finds out beforehand whether the file can be written, since measuring takes minutes.
     *
     * @param option that names the file, for messages
     * @throws InvalidInputException when it cannot
     */
    static ResultFile open(String option, Path file) {
        ResultFile opened = new ResultFile(option, file.toAbsolutePath());
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(option + " " + file, "it is a folder", "a file in it was meant");
        }
        try {
            Path trial = opened.temporary();
            Files.createFile(trial);
            Files.delete(trial);
        } catch (IOException e) {
            throw opened.unwritable(e);
        }
        return opened;
    }

    /** @param rows of a table of comma-separated values, and {@code heading} the names of its columns */
    void write(String heading, List<String> rows) {
        write(Stream.concat(Stream.of(heading), rows.stream())
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining()));
    }

    void write(String text) {
        Path temporary = temporary();
        try {
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Path temporary() {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    }

    private InvalidInputException unwritable(IOException e) {
        return new InvalidInputException(
                option + " " + file,
                "it cannot be written: " + e.getClass().getSimpleName(),
                "the folder does not exist or is read-only",
                e);
    }
}
