package dev.vernier.search.run;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.trial.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has found so far, in one SQLite file: tables {@code trial}, {@code sensitivity} with what it cost, and
 * {@code metadata}. Each trial is durable once {@link #append} returns. Other processes may read the file meanwhile.
 */
public final class TrialStore implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Connection connection;

    private TrialStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** A trial as it is stored, plan and scheme by their keys. */
    public record Stored(String id, String plan, String scheme, Fidelity fidelity, double seconds) {}

    /** Sensitivities and the time it took to measure them. */
    public record Measured(Sensitivities sensitivities, double seconds) {}

    /** Something to do with a database. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Makes a new store.
     *
     * @param file must not exist
     * @param metadata what to remember about the run
     * @throws InvalidInputException when it cannot be written
     */
    public static TrialStore create(Path file, Map<String, String> metadata) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " exists already");
        }
        Connection connection = TrialDatabase.create(file);
        TrialStore store = new TrialStore(file, connection);
        store.work(() -> {
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                store.putMetadata(entry.getKey(), entry.getValue());
            }
            connection.commit();
            return metadata;
        });
        return store;
    }

    /**
     * Opens a store that {@link #create} made.
     *
     * @throws InvalidInputException when it is missing, damaged, or something else
     */
    public static TrialStore open(Path file) {
        return new TrialStore(file, TrialDatabase.open(file));
    }

    /** What {@link #create} was told to remember. */
    public Map<String, String> metadata() {
        return work(() -> {
            Map<String, String> metadata = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT key, value FROM metadata ORDER BY rowid")) {
                while (rows.next()) {
                    metadata.put(rows.getString(1), rows.getString(2));
                }
            }
            return metadata;
        });
    }

    /** Adds a trial. */
    public void append(Trial trial, double seconds) {
        work(() -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO trial (id, plan, scheme, value, low, high, samples, divergence, objectives, strategy,"
                            + " seconds, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, trial.id());
                insert.setString(2, trial.plan().key());
                insert.setString(3, trial.scheme().key());
                insert.setDouble(4, trial.fidelity().value());
                insert.setDouble(5, trial.fidelity().interval().low());
                insert.setDouble(6, trial.fidelity().interval().high());
                insert.setInt(7, trial.fidelity().samples());
                insert.setDouble(8, trial.fidelity().divergence());
                insert.setString(9, JSON.writeValueAsString(trial.objectives()));
                insert.setString(10, trial.strategy());
                insert.setDouble(11, seconds);
                insert.setString(
                        12, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
                insert.executeUpdate();
            }
            connection.commit();
            return trial;
        });
    }

    /** All trials, in the order in which they were added. */
    public List<Stored> trials() {
        return work(() -> {
            List<Stored> trials = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT id, plan, scheme, value, low, high, samples, divergence, seconds FROM trial"
                                    + " ORDER BY number")) {
                while (rows.next()) {
                    trials.add(new Stored(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            fidelity(rows),
                            rows.getDouble(9)));
                }
            }
            return trials;
        });
    }

    private static Fidelity fidelity(ResultSet row) throws SQLException {
        Interval interval = new Interval(row.getDouble(5), row.getDouble(6));
        return new Fidelity(row.getDouble(4), interval, row.getInt(7), row.getDouble(8));
    }

    /** Adds the sensitivities under a scheme, once. */
    public void put(QuantizationScheme scheme, Measured measured) {
        work(() -> {
            Sensitivities sensitivities = measured.sensitivities();
            putSensitivities(scheme, "weight", sensitivities.weights());
            putSensitivities(scheme, "activation", sensitivities.activations());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO sensitivity_cost VALUES (?, ?, ?)")) {
                insert.setString(1, scheme.key());
                insert.setLong(2, sensitivities.sampleForwards());
                insert.setDouble(3, measured.seconds());
                insert.executeUpdate();
            }
            connection.commit();
            return measured;
        });
    }

    /**
     * The sensitivities under a scheme, if they were added.
     *
     * @param scheme what they were measured under
     * @param layers number of layers
     * @param quantizers number of quantizers
     */
    public Optional<Measured> sensitivities(QuantizationScheme scheme, int layers, int quantizers) {
        return work(() -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT sample_forwards, seconds FROM sensitivity_cost WHERE scheme = ?")) {
                select.setString(1, scheme.key());
                try (ResultSet cost = select.executeQuery()) {
                    if (!cost.next()) {
                        return Optional.empty();
                    }
                    Sensitivities sensitivities = new Sensitivities(
                            sensitivities(scheme, "weight", layers),
                            sensitivities(scheme, "activation", quantizers),
                            cost.getLong(1));
                    return Optional.of(new Measured(sensitivities, cost.getDouble(2)));
                }
            }
        });
    }

    private void putSensitivities(
            QuantizationScheme scheme, String part, List<NavigableMap<Integer, Double>> byPosition)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO sensitivity (scheme, part, position, bits, divergence) VALUES (?, ?, ?, ?, ?)")) {
            for (int position = 0; position < byPosition.size(); position++) {
                for (Map.Entry<Integer, Double> entry : byPosition.get(position).entrySet()) {
                    insert.setString(1, scheme.key());
                    insert.setString(2, part);
                    insert.setInt(3, position);
                    insert.setInt(4, entry.getKey());
                    insert.setDouble(5, entry.getValue());
                    insert.executeUpdate();
                }
            }
        }
    }

    private List<NavigableMap<Integer, Double>> sensitivities(QuantizationScheme scheme, String part, int count)
            throws SQLException {
        List<NavigableMap<Integer, Double>> byPosition = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            byPosition.add(new TreeMap<>());
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT position, bits, divergence FROM sensitivity WHERE scheme = ? AND part = ?")) {
            select.setString(1, scheme.key());
            select.setString(2, part);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byPosition.get(rows.getInt(1)).put(rows.getInt(2), rows.getDouble(3));
                }
            }
        }
        return byPosition;
    }

    private void putMetadata(String key, String value) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO metadata (key, value) VALUES (?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, value);
            insert.executeUpdate();
        }
    }

    private <T> T work(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw TrialDatabase.isUnwritable(e)
                    ? TrialDatabase.refusal(file, e)
                    : new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
        }
    }

    @Override
    public void close() {
        work(() -> {
            connection.close();
            return file;
        });
    }
}
