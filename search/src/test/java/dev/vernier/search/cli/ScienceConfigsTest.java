package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.search.front.FrontFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The configurations in {@code configs/science}, with less data and fewer plans. */
class ScienceConfigsTest {
    @TempDir
    private Path folder = Path.of("");

    static List<Path> configs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../configs/science"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyNetworkIsSearchedExportedAndVerified(Path config) throws IOException {
        Path run = folder.resolve("run");
        Invocation search = Invocation.of(
                "search",
                config.toString(),
                "--out",
                run.toString(),
                "--set",
                "data.calibration=32",
                "--set",
                "data.search=50",
                "--set",
                "data.test=50",
                "--set",
                "search.budget=12");
        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertTrue(front.plans().size() > 1, search.out());
        for (JsonNode verification :
                new JsonMapper().readTree(run.resolve("verification.json").toFile())) {
            boolean unfused = verification.get("fusion").asString().equals("off");
            assertTrue(!unfused || verification.get("verified").asBoolean(), verification.toString());
        }
    }
}
