package dev.vernier.hardware.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    @TempDir
    Path folder;

    @Test
    void filesHaveASizeAndABound() throws IOException {
        Path file = Files.writeString(folder.resolve("names.txt"), "cat\ndog\n");
        assertEquals(8, InputFile.size(file));
        InputFile.requireAtMost(file, 8, "a list of names", "unused");
        assertRefused(
                "its 8 bytes are more than the 7 that a list of names may have. Maybe another file was meant.",
                file,
                () -> InputFile.requireAtMost(file, 7, "a list of names", "another file was meant"));
    }

    @Test
    void whatIsNoFileIsNamed() throws IOException {
        Files.createFile(folder.resolve("data.npy"));
        assertRefused("there is no such file. Maybe you meant 'data.npy'.", folder.resolve("dat.npy"));
        assertRefused("it is a folder. Maybe a file in it was meant.", folder);
        Path link = Files.createSymbolicLink(folder.resolve("link.npy"), folder.resolve("gone.npy"));
        assertRefused("there is no such file. Maybe what this symbolic link leads to was moved or removed.", link);
    }

    @Test
    void nobodyWaitsForAPipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assertEquals(
                0,
                new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
        assertRefused("it is a pipe or a device. Maybe copy what comes out of it into a file.", pipe);
    }

    private static void assertRefused(String message, Path file) {
        assertRefused(message, file, () -> InputFile.size(file));
    }

    private static void assertRefused(String message, Path file, Runnable look) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, look::run);
        assertEquals(file + ": " + message, refused.getMessage());
    }
}
