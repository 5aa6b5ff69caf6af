package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeFilesTest {
    @TempDir
    private Path cache = Path.of("");

    @Test
    void unpacksOnceAndMendsWhatIsDamaged() throws IOException {
        Path folder = OnnxRuntimeFiles.unpacked(cache).orElseThrow();
        Path library = folder.resolve(System.mapLibraryName("onnxruntime"));
        assertTrue(Files.exists(folder.resolve(System.mapLibraryName("onnxruntime4j_jni"))));
        byte[] contents = Files.readAllBytes(library);
        FileTime early = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(library, early);

        assertEquals(Optional.of(folder), OnnxRuntimeFiles.unpacked(cache));
        assertEquals(early, Files.getLastModifiedTime(library), "it is taken as it is");

        byte[] damaged = contents.clone();
        damaged[contents.length / 2]++;
        Files.write(library, damaged);
        assertEquals(Optional.of(folder), OnnxRuntimeFiles.unpacked(cache));
        assertArrayEquals(contents, Files.readAllBytes(library));
    }

    @Test
    void doesWithoutACacheThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        assertEquals(Optional.empty(), OnnxRuntimeFiles.unpacked(file));
    }
}
