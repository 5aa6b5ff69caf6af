package dev.vernier.search.job;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A table of measurements that is to be written once they are taken: as a whole or not at all. */
final class CsvFile {
    private final Path file;

    private CsvFile(Path file) {
        this.file = file;
    }

    /**
     * Finds out beforehand whether the file can be written, since measuring takes minutes.
     *
     * @throws InvalidInputException when it cannot
     */
    static CsvFile open(Path file) {
        CsvFile opened = new CsvFile(file.toAbsolutePath());
        if (Files.isDirectory(file)) {
            throw new InvalidInputException("--csv " + file, "it is a folder", "a file in it was meant");
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

    void write(String heading, List<String> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(heading);
        lines.addAll(rows);
        Path temporary = temporary();
        try {
            try {
                Files.write(temporary, lines);
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
                "--csv " + file,
                "it cannot be written: " + e.getClass().getSimpleName(),
                "the folder does not exist or is read-only",
                e);
    }
}
