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
import java.sql.DriverManager;
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
import org.sqlite.SQLiteErrorCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has found so far, in one SQLite file: tables {@code trial}, {@code sensitivity} with what it
 * cost, and {@code metadata}. Each
 * trial is durable once {@link #append} returns. Other processes may read the file meanwhile.
 */
public final class TrialStore implements AutoCloseable {
    /** "VERN", which tells our files from other SQLite databases. */
    private static final int APPLICATION = 0x5645524E;

    private static final int FORMAT = 3;
    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> APPLICATION_AND_TABLES = List.of(
            "PRAGMA application_id = " + APPLICATION,
            "PRAGMA user_version = " + FORMAT,
            "CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
            "CREATE TABLE sensitivity (scheme TEXT NOT NULL, part TEXT NOT NULL, position INTEGER NOT NULL,"
                    + " bits INTEGER NOT NULL, divergence REAL NOT NULL, PRIMARY KEY (scheme, part, position, bits)) STRICT",
            "CREATE TABLE sensitivity_cost (scheme TEXT PRIMARY KEY, sample_forwards INTEGER NOT NULL,"
                    + " seconds REAL NOT NULL) STRICT",
            "CREATE TABLE trial (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, plan TEXT NOT NULL,"
                    + " scheme TEXT NOT NULL,"
                    + " value REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, samples INTEGER NOT NULL,"
                    + " divergence REAL NOT NULL,"
                    + " objectives TEXT NOT NULL, strategy TEXT NOT NULL, seconds REAL NOT NULL,"
                    + " created TEXT NOT NULL, UNIQUE (plan, scheme)) STRICT");

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
        Connection connection;
        try {
            connection = connect(file, APPLICATION_AND_TABLES);
        } catch (SQLException e) {
            throw new InvalidInputException(
                    file.toString(), "the file cannot be written", "the disk is full, or permissions forbid it", e);
        }
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
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    file.toString(), "there is no such file", "the run stopped before its first result: start it anew");
        }
        try {
            Connection connection = connect(file, List.of());
            try {
                requireOurs(file, connection);
                return new TrialStore(file, connection);
            } catch (SQLException | InvalidInputException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw refusal(file, e);
        }
    }

    private static InvalidInputException refusal(Path file, SQLException e) {
        String mend = "restore it from a copy, or search anew in another folder";
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF)) {
            case SQLITE_NOTADB -> new InvalidInputException(file.toString(), "this is not a database", mend, e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_FULL ->
                new InvalidInputException(
                        file.toString(), "the file cannot be written", "the disk is full, or permissions forbid it", e);
            default -> new InvalidInputException(file.toString(), "the database is damaged", mend, e);
        };
    }

    private static void requireOurs(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (pragma(statement, "application_id") != APPLICATION) {
                throw new InvalidInputException(
                        file.toString(), "this database holds no trials", "it belongs to another program");
            }
            if (pragma(statement, "user_version") != FORMAT) {
                throw new InvalidInputException(
                        file.toString(), "another version of Vernier made this file", "use that version");
            }
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check")) {
                if (!check.next() || !check.getString(1).equals("ok")) {
                    throw new SQLException(check.getString(1));
                }
            }
        }
    }

    private static int pragma(Statement statement, String name) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA " + name)) {
            result.next();
            return result.getInt(1);
        }
    }

    private static Connection connect(Path file, List<String> preparation) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            connection.setAutoCommit(false);
            for (String command : preparation) {
                statement.execute(command);
            }
            connection.commit();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
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
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
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
