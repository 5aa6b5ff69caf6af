package dev.vernier.search.run;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The folder of one run, held by one process at a time. Every file in it appears as a whole or not at all.
 */
public final class RunFolder implements AutoCloseable {
    private static final String CONFIG = "config.yaml";
    private static final String TRIALS = "trials.db";
    private static final String LOCK = ".lock";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Path root;
    private final Map<String, String> identity;
    private final FileChannel lock;

    private RunFolder(Path root, Map<String, String> identity, FileChannel lock) {
        this.root = root;
        this.identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
        this.lock = lock;
    }

    /**
     * Takes a folder for a run: a new or empty one, or with {@code resume} the one of an interrupted run of the same
     * identity. With {@code resume}, a folder that holds nothing yet is taken too, for a run may be interrupted before
     * its first file.
     *
     * @param config text of {@code config.yaml}
     * @param identity everything that decides what is found, each under the name that a person knows it by
     * @throws InvalidInputException when the folder holds something else, cannot be written, or is in use
     */
    public static RunFolder claim(Path root, boolean resume, String config, Map<String, String> identity) {
        boolean begun = Files.exists(root.resolve(CONFIG));
        if (begun && !resume) {
            throw new InvalidInputException(
                    root.toString(),
                    "the folder holds another run",
                    "add --resume to go on with it, or choose another folder with --out");
        }
        if (!begun && holdsSomething(root)) {
            throw new InvalidInputException(
                    root.toString(), "the folder is not empty", "choose another folder with --out");
        }
        RunFolder folder = new RunFolder(root, identity, lock(root));
        try {
            folder.requireSameRun(config);
        } catch (InvalidInputException e) {
            folder.close();
            throw e;
        }
        folder.write(CONFIG, config);
        return folder;
    }

    private static boolean holdsSomething(Path root) {
        if (!Files.exists(root)) {
            return false;
        }
        if (!Files.isDirectory(root)) {
            throw new InvalidInputException(root.toString(), "this is no folder", "choose another one with --out");
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.anyMatch(
                    entry -> !entry.endsWith(LOCK) && !entry.toString().endsWith(".tmp"));
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    private static FileChannel lock(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel channel =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = tryLock(channel);
            if (held == null) {
                channel.close();
                throw new InvalidInputException(
                        root.toString(), "another process is writing this run", "wait until it has ended");
            }
            return channel;
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void requireSameRun(String config) {
        Path trials = root.resolve(TRIALS);
        if (!Files.exists(trials)) {
            return;
        }
        try (TrialStore store = TrialStore.open(trials)) {
            Map<String, String> known = store.metadata();
            List<String> changed = identity.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(known.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!changed.isEmpty() || known.size() != identity.size()) {
                throw new InvalidInputException(
                        root.toString(),
                        "the run in the folder was made with another "
                                + (changed.isEmpty() ? "set of profiles" : String.join(", ", changed))
                                + difference(config),
                        "put that back to resume it, or choose another folder with --out");
            }
        }
    }

    /** The first difference between the written configuration and this one; empty when there is none to be found. */
    private String difference(String config) {
        try {
            String written = Files.readString(root.resolve(CONFIG));
            return ConfigDifference.first(YAML.readTree(written), YAML.readTree(config))
                    .map(difference -> ": " + difference)
                    .orElse("");
        } catch (IOException | JacksonException _) {
            return "";
        }
    }

    /** The run's trials: what an earlier start stored, or a new store. */
    public TrialStore trials() {
        Path file = root.resolve(TRIALS);
        if (Files.exists(file)) {
            return TrialStore.open(file);
        }
        Path fresh = root.resolve(TRIALS + ".tmp");
        try {
            Files.deleteIfExists(fresh);
            // Closing it merges the write-ahead log, so that the one file moved is all there is.
            TrialStore.create(fresh, identity).close();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return TrialStore.open(file);
    }

    public Path root() {
        return root;
    }

    /** Writes a text file into the folder, in place of what was there. */
    public void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file into the folder, in place of what was there, as a whole or not at all; missing folders are made.
     *
     * @throws InvalidInputException when it cannot be written
     */
    public void write(String name, byte[] bytes) {
        Path file = root.resolve(name);
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static InvalidInputException unwritable(Path path, IOException e) {
        return new InvalidInputException(
                path.toString(),
                "it cannot be written: " + e.getClass().getSimpleName(),
                "the disk is full, or permissions forbid it: choose another folder with --out",
                e);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }
}
