package dev.vernier.search.run;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/** The SQLite files of trials: how they are made, and told from others. */
final class TrialDatabase {
    /** "VERN", which tells our files from other SQLite databases. */
    private static final int APPLICATION = 0x5645524E;

    private static final int FORMAT = 3;
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

    private TrialDatabase() {}

    /**
     * A new file with all tables, empty.
     *
     * @throws InvalidInputException when it cannot be written
     */
    static Connection create(Path file) {
        try {
            return connect(file, APPLICATION_AND_TABLES);
        } catch (SQLException e) {
            throw new InvalidInputException(
                    file.toString(), "the file cannot be written", "the disk is full, or permissions forbid it", e);
        }
    }

    /**
     * A file that {@link #create} made.
     *
     * @throws InvalidInputException when it is missing, damaged, or something else
     */
    static Connection open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    file.toString(), "there is no such file", "the run stopped before its first result: start it anew");
        }
        try {
            Connection connection = connect(file, List.of());
            try {
                requireOurs(file, connection);
                return connection;
            } catch (SQLException | InvalidInputException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw refusal(file, e);
        }
    }

    /** What to throw when a file cannot be used. */
    static InvalidInputException refusal(Path file, SQLException e) {
        String mend = "restore it from a copy, or search anew in another folder";
        if (isUnwritable(e)) {
            return new InvalidInputException(
                    file.toString(), "the file cannot be written", "the disk is full, or permissions forbid it", e);
        }
        String problem =
                code(e) == SQLiteErrorCode.SQLITE_NOTADB ? "this is not a database" : "the database is damaged";
        return new InvalidInputException(file.toString(), problem, mend, e);
    }

    /** Whether the disk is what is wrong. */
    static boolean isUnwritable(SQLException e) {
        return switch (code(e)) {
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR -> true;
            default -> false;
        };
    }

    private static SQLiteErrorCode code(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF);
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
}
