package dev.vernier.search.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import dev.vernier.search.trial.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialStoreTest {
    private static final SearchSpace SPACE = Searches.space(Networks.chain(), "2 4 8", "4 8");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("trials.db");
    }

    private static Trial trial(int number) {
        PrecisionPlan plan = SPACE.plans().skip(number).findFirst().orElseThrow();
        return Searches.trial(
                number, plan, Fidelity.ofSuccesses(900 - number, 1000, 0.1 / 3), Searches.pricing(SPACE), "test");
    }

    @Test
    void returnsWhatWasAddedInItsOrderAfterReopening() {
        try (TrialStore store = TrialStore.create(file, Map.of("configuration", "abc"))) {
            store.append(trial(0), 0.5);
            store.append(trial(1), 0.25);
        }
        try (TrialStore store = TrialStore.open(file)) {
            store.append(trial(2), 1);
            List<TrialStore.Stored> trials = store.trials();
            assertEquals(
                    List.of("p001", "p002", "p003"),
                    trials.stream().map(TrialStore.Stored::id).toList());
            assertEquals(trial(1).plan().key(), trials.get(1).plan());
            assertEquals(trial(1).fidelity(), trials.get(1).fidelity());
            assertEquals(0.25, trials.get(1).seconds());
            assertEquals(Map.of("configuration", "abc"), store.metadata());
        }
    }

    @Test
    void whatIsAddedIsThereWhateverHappensNext() throws IOException {
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            for (int number = 0; number < 5; number++) {
                store.append(trial(number), 1);
                // A killed process leaves its files as they are at this moment.
                Path left = Files.createDirectory(folder.resolve("killed" + number));
                try (var files = Files.list(folder)) {
                    for (Path part : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(part, left.resolve(part.getFileName()));
                    }
                }
                try (TrialStore again = TrialStore.open(left.resolve("trials.db"))) {
                    assertEquals(number + 1, again.trials().size());
                }
            }
        }
    }

    @Test
    void aPlanUnderAnotherSchemeIsAnotherTrial() {
        Trial usual = trial(0);
        QuantizationScheme other = QuantizationScheme.parse("per-tensor-asymmetric/symmetric/power-of-two");
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            store.append(usual, 1);
            store.append(new Trial("p002", usual.plan(), other, usual.fidelity(), usual.objectives(), "test"), 1);
            assertEquals(
                    List.of(QuantizationScheme.USUAL.key(), other.key()),
                    store.trials().stream().map(TrialStore.Stored::scheme).toList());
            assertThrows(
                    UncheckedIOException.class,
                    () -> store.append(
                            new Trial("p003", usual.plan(), usual.fidelity(), usual.objectives(), "test"), 1));
        }
    }

    @Test
    void keepsSensitivities() {
        NavigableMap<Integer, Double> map = new TreeMap<>(Map.of(2, 0.1 / 3, 4, 1e-9));
        Sensitivities sensitivities =
                new Sensitivities(List.of(map, new TreeMap<>(), map), List.of(new TreeMap<>(), map), 4711);
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            assertEquals(Optional.empty(), store.sensitivities(QuantizationScheme.USUAL, 3, 2));
            store.put(QuantizationScheme.USUAL, new TrialStore.Measured(sensitivities, 1.5));
        }
        try (TrialStore store = TrialStore.open(file)) {
            assertEquals(
                    Optional.of(new TrialStore.Measured(sensitivities, 1.5)),
                    store.sensitivities(QuantizationScheme.USUAL, 3, 2));
        }
    }

    @Test
    void othersReadItWhileItIsWritten() throws SQLException {
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            store.append(trial(0), 1);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT id, plan, value, samples, divergence, strategy, created,"
                                    + " json_extract(objectives, '$.accuracy'),"
                                    + " json_extract(objectives, '$.\"latency_ms@device\"') FROM trial")) {
                store.append(trial(1), 1);
                assertTrue(rows.next());
                assertEquals(0.9, rows.getDouble(8));
                assertEquals(trial(0).objectives().get("latency_ms@device"), rows.getDouble(9));
            }
        }
    }

    @Test
    void refusesWhatIsNoStore() throws IOException, SQLException {
        assertRefused("there is no such file");
        Files.writeString(
                file, "This is some text that is longer than the header of a database file: 100 bytes. ".repeat(9));
        assertRefused("this is not a database");
        Files.delete(file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE trial (id TEXT)");
        }
        assertRefused("this database holds no trials");
    }

    @Test
    void refusesADamagedStore() throws IOException {
        try (TrialStore store = TrialStore.create(file, Map.of())) {
            for (int number = 0; number < 60; number++) {
                store.append(trial(number), 1);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        List<String> messages = new ArrayList<>();
        for (int cut : new int[] {3 * 4096, bytes.length - 4096}) {
            byte[] damaged = bytes.clone();
            java.util.Arrays.fill(damaged, cut, cut + 4096, (byte) 0x5A);
            Files.write(file, damaged);
            messages.add(assertThrows(InvalidInputException.class, () -> {
                        try (TrialStore store = TrialStore.open(file)) {
                            store.trials();
                        }
                    })
                    .getMessage());
        }
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        messages.add(assertThrows(InvalidInputException.class, () -> TrialStore.open(file))
                .getMessage());
        messages.forEach(message -> assertTrue(message.contains("damaged"), message));
    }

    @Test
    void refusesAnotherFormat() throws SQLException {
        TrialStore.create(file, Map.of()).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 1");
        }
        assertRefused("another version of Vernier made this file");
    }

    private void assertRefused(String problem) {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> TrialStore.open(file));
        assertTrue(e.getMessage().startsWith(file + ": " + problem), e.getMessage());
    }
}
