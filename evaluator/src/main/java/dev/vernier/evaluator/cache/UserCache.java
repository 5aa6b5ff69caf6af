package dev.vernier.evaluator.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where Vernier keeps what it need not make again, as the XDG Base Directory Specification has it. */
public final class UserCache {
    private UserCache() {}

    /** Vernier's part of the user's cache folder; it may not exist yet. */
    public static Path folder() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches =
                given == null || given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        // Users without an entry in the system's list have the home "?"; the specification ignores relative paths, too.
        return (caches.isAbsolute() ? caches : Path.of(System.getProperty("java.io.tmpdir"))).resolve("vernier");
    }

    /**
     * Writes a file, complete or not at all, whoever else writes it meanwhile; makes its folder where it is missing.
     *
     * @throws IOException when the folder cannot be made or written; nothing is left behind
     */
    public static void write(Path file, byte[] contents) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".tmp");
        try {
            Files.write(temporary, contents);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
