package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFileTest {
    private final LibraryFile library = new LibraryFile("libvernier.so");

    @TempDir
    Path cache;

    @Test
    void liesUnderItsHashAndAlone() throws IOException {
        NativeLevel.best();
        Path file = library.extract(cache).orElseThrow();
        assertEquals(
                64,
                cache.resolve("native").relativize(file).getName(0).toString().length());
        assertEquals(List.of(file), files(cache));
    }

    @Test
    void isRepairedWhenItWasDamaged() throws IOException {
        NativeLevel.best();
        Path file = library.extract(cache).orElseThrow();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[] {1, 2, 3});
        assertEquals(file, library.extract(cache).orElseThrow());
        assertArrayEquals(whole, Files.readAllBytes(file));
        assertEquals(List.of(file), files(cache));
    }

    @Test
    void isATemporaryFileWhereTheCacheCannotBeWritten() throws IOException {
        NativeLevel.best();
        Path occupied = Files.createFile(cache.resolve("file"));
        Path file = library.extract(occupied).orElseThrow();
        assertFalse(file.startsWith(cache));
        assertTrue(Files.size(file) > 0);
        Files.delete(file);
    }

    @Test
    void isMissingWhereNoneWasBuilt() {
        assertTrue(new LibraryFile("libabsent.so").extract(cache).isEmpty());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
