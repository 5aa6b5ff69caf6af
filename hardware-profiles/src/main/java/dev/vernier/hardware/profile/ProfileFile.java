package dev.vernier.hardware.profile;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlDraft;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * One file of a profile, as it stands.
 *
 * @param identity the same for the same file, by whatever path it was found
 * @param folder where relative paths in it begin
 */
record ProfileFile(String identity, Path folder, YamlDraft draft) {
    private static final String SUFFIX = ".yaml";
    private static final String THIS_MACHINE = "cpu-host";

    /** Makes the exception for a reference that leads nowhere. */
    @FunctionalInterface
    interface Refusal {
        InvalidInputException of(String problem, String mend);
    }

    /**
     * Finds a profile by its name, or by the path of its file.
     *
     * @param folder where relative paths begin, and where {@code cpu-host} is looked for
     * @throws InvalidInputException by way of {@code refusal} when there is none; else when it cannot be read
     */
    static ProfileFile find(String nameOrPath, Path folder, Refusal refusal) {
        if (nameOrPath.endsWith(SUFFIX) || nameOrPath.endsWith(".yml") || nameOrPath.contains("/")) {
            return read(existing(nameOrPath, folder, refusal));
        }
        if (nameOrPath.equals(THIS_MACHINE)) {
            Path measured = folder.resolve(THIS_MACHINE + SUFFIX);
            if (!Files.exists(measured)) {
                throw refusal.of(
                        "this machine was not measured: there is no file " + measured,
                        "measure it by 'vernier profile --out " + measured + "'");
            }
            return read(measured);
        }
        List<String> names = HardwareProfiles.names();
        if (!names.contains(nameOrPath)) {
            throw refusal.of(
                    "none of this name is shipped",
                    Suggestions.mend(nameOrPath, names) + ", or name a file by its path");
        }
        return shipped(nameOrPath);
    }

    private static Path existing(String name, Path folder, Refusal refusal) {
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (InvalidPathException _) {
            throw refusal.of("this is no path", "a character in it is not meant");
        }
        if (!Files.exists(file)) {
            throw refusal.of("there is no file " + file, Suggestions.forMissing(file));
        }
        return file;
    }

    /** Reads a file that a person wrote. */
    static ProfileFile read(Path file) {
        Path normal = file.normalize();
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = Objects.requireNonNullElse(absolute.getParent(), absolute);
        return new ProfileFile(absolute.toString(), folder, YamlDraft.read(normal));
    }

    /** A text that stands in no file. */
    static ProfileFile of(String place, String yaml) {
        return new ProfileFile(place, Path.of(""), YamlDraft.parse(place, yaml));
    }

    private static ProfileFile shipped(String name) {
        String resource = "/" + HardwareProfiles.FOLDER + "/" + name + SUFFIX;
        try (InputStream stream = HardwareProfiles.class.getResourceAsStream(resource)) {
            String text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            return new ProfileFile(name, Path.of(""), YamlDraft.parse(name + SUFFIX, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
