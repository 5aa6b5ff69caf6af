package dev.vernier.search.job;

import dev.vernier.search.run.TrialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Trials of a search that nobody will resume; gone when closed. */
record TemporaryStore(Path folder, TrialStore trials) implements AutoCloseable {
    static TemporaryStore create() throws IOException {
        Path folder = Files.createTempDirectory("vernier-trials");
        return new TemporaryStore(folder, TrialStore.create(folder.resolve("trials.db"), Map.of()));
    }

    @Override
    public void close() throws IOException {
        trials.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
