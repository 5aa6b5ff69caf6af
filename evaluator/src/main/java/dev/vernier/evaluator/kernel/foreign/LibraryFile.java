package dev.vernier.evaluator.kernel.foreign;

import dev.vernier.evaluator.cache.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The library's way from a resource, which the system cannot load, to a file. The file lies in the user's cache folder
 * under the hash of its contents, so that several versions and processes do not disturb each other; where that folder
 * cannot be written it is a temporary file.
 */
final class LibraryFile {
    private final String name;

    /**
     * @param name of the library, for example {@code libvernier.so}
     */
    LibraryFile(String name) {
        this.name = name;
    }

    /** The library as a file, or nothing when none was built for this system. */
    Optional<Path> extract() {
        return extract(UserCache.folder());
    }

    /** As above, below the given cache folder. */
    Optional<Path> extract(Path cache) {
        byte[] contents = contents();
        if (contents.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(store(contents, cache.resolve("native").resolve(sha256(contents))));
        } catch (IOException e) {
            return Optional.of(storeForNow(contents, e));
        }
    }

    private byte[] contents() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String resource = "/native/" + system + "-" + processor + "/" + name;
        try (InputStream stream = LibraryFile.class.getResourceAsStream(resource)) {
            return stream == null ? new byte[0] : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + resource, e);
        }
    }

    private Path store(byte[] contents, Path folder) throws IOException {
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), contents)) {
            return file;
        }
        UserCache.write(file, contents);
        return file;
    }

    private Path storeForNow(byte[] contents, IOException reason) {
        try {
            Path file = Files.createTempFile("vernier", name);
            file.toFile().deleteOnExit();
            return Files.write(file, contents);
        } catch (IOException e) {
            e.addSuppressed(reason);
            throw new UncheckedIOException("cannot unpack the native kernels", e);
        }
    }

    static String sha256(byte[] contents) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
