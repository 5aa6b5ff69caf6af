package dev.vernier.search.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Map<String, String> IDENTITY = Map.of("configuration", "c", "model", "m");
    private static final String CONFIG = "search: {budget: 200, seed: 1}\nexecution: {threads: 1}\n";

    @TempDir
    Path parent;

    private RunFolder claim(boolean resume) {
        return claim(resume, CONFIG, IDENTITY);
    }

    private RunFolder claim(boolean resume, String config, Map<String, String> identity) {
        return RunFolder.claim(parent.resolve("runs/mine"), resume, config, identity);
    }

    @Test
    void aNewRunMakesItsFolder() throws IOException {
        try (RunFolder folder = claim(false);
                TrialStore store = folder.trials()) {
            assertEquals(IDENTITY, store.metadata());
            folder.write("plans/p001.yaml", "text");
            assertEquals("text", Files.readString(folder.root().resolve("plans/p001.yaml")));
            assertEquals(CONFIG, Files.readString(folder.root().resolve("config.yaml")));
        }
    }

    @Test
    void nothingUnfinishedIsLeft() throws IOException {
        try (RunFolder folder = claim(false)) {
            folder.trials().close();
            folder.write("front.json", "1");
            folder.write("front.json", "2".getBytes(StandardCharsets.UTF_8));
        }
        try (Stream<Path> files = Files.list(parent.resolve("runs/mine"))) {
            assertEquals(
                    List.of(".lock", "config.yaml", "front.json", "trials.db"),
                    files.map(file -> file.getFileName() + "").sorted().toList());
        }
    }

    @Test
    void anotherRunIsNotOverwritten() {
        claim(false).close();
        assertRefused("the folder holds another run", () -> claim(false));
    }

    @Test
    void resumingGoesOnAtAnyPoint() throws IOException {
        claim(false).close();
        try (RunFolder folder = claim(true);
                TrialStore store = folder.trials()) {
            assertEquals(List.of(), store.trials());
        }
        // The process was killed while it made its store.
        Files.delete(parent.resolve("runs/mine/trials.db"));
        Files.write(parent.resolve("runs/mine/trials.db.tmp"), new byte[] {1, 2, 3});
        try (RunFolder folder = claim(true);
                TrialStore store = folder.trials()) {
            assertEquals(IDENTITY, store.metadata());
        }
    }

    @Test
    void resumingWithoutARunBeginsOne() {
        claim(true).close();
        assertTrue(Files.exists(parent.resolve("runs/mine/config.yaml")));
    }

    @Test
    void onlyTheSameRunIsResumed() {
        try (RunFolder folder = claim(false)) {
            folder.trials().close();
        }
        assertRefused("another model", () -> claim(true, CONFIG, Map.of("configuration", "c", "model", "n")));
        assertRefused(
                "another configuration: 'search.budget' was 200 and is 50",
                () -> claim(
                        true,
                        "search: {budget: 50, seed: 1}\nexecution: {threads: 2}\n",
                        Map.of("configuration", "d", "model", "m")));
        assertRefused("another set of profiles", () -> claim(true, CONFIG, Map.of("configuration", "c")));
        claim(true, "search: {budget: 200, seed: 1}\nexecution: {threads: 2}\n", IDENTITY)
                .close();
    }

    @Test
    void oneProcessAtATime() {
        try (RunFolder folder = claim(false)) {
            folder.write("x", "");
            assertRefused("another process is writing this run", () -> claim(true));
        }
        claim(true).close();
    }

    @Test
    void otherFoldersAndFilesAreLeftAlone() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("runs/mine"));
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertRefused("the folder is not empty", () -> claim(false));
        assertRefused("the folder is not empty", () -> claim(true));
        Files.delete(folder.resolve("notes.txt"));
        Files.delete(folder);
        Files.writeString(folder, "a file");
        assertRefused("this is no folder", () -> claim(false));
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Files.writeString(parent.resolve("runs"), "a file where the folder should be");
        assertRefused("it cannot be written", () -> claim(false));
    }

    @Test
    void aDamagedStoreIsRefusedBeforeAnythingIsWritten() throws IOException {
        claim(false).close();
        Path config = parent.resolve("runs/mine/config.yaml");
        Files.writeString(parent.resolve("runs/mine/trials.db"), "no database ".repeat(100));
        assertRefused("this is not a database", () -> claim(true, "other: 1\n", IDENTITY));
        assertEquals(CONFIG, Files.readString(config));
    }

    private static void assertRefused(String problem, Runnable claim) {
        InvalidInputException e = assertThrows(InvalidInputException.class, claim::run);
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        assertFalse(e.mend().isEmpty());
    }
}
