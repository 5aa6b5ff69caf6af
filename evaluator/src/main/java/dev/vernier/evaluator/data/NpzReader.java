package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads arrays of NumPy's {@code .npz} archives: a zip file with an {@code .npy} file for each array. */
final class NpzReader implements Closeable {
    private static final String ENDING = ".npy";
    private static final int MAX_SHOWN = 20;
    private static final int MAX_ARRAYS = 1 << 10;

    private final Path file;
    private final ZipFile archive;

    private NpzReader(Path file, ZipFile archive) {
        this.file = file;
        this.archive = archive;
    }

    /** @throws InvalidInputException when there is no such archive */
    static NpzReader open(Path file) {
        InputFile.size(file);
        try {
            return new NpzReader(file, new ZipFile(file.toFile()));
        } catch (ZipException e) {
            throw noArchive(file, e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    /**
     * @param names what the array may be called; the first one found is read
     * @throws InvalidInputException when there is none
     */
    static RawArray read(Path file, List<String> names) {
        try (NpzReader reader = open(file)) {
            return reader.find(names).orElseThrow(() -> reader.missing(names));
        }
    }

    /** The names of all arrays, in the archive's order. */
    List<String> names() {
        if (archive.size() > MAX_ARRAYS) {
            throw new InvalidInputException(
                    file.toString(), "it holds " + archive.size() + " files", "it is another kind of archive");
        }
        return archive.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(ENDING))
                .map(name -> name.substring(0, name.length() - ENDING.length()))
                .distinct()
                .toList();
    }

    /** The array called by the first of these names that there is. */
    Optional<RawArray> find(List<String> names) {
        return names.stream()
                .map(name -> archive.getEntry(name + ENDING))
                .filter(Objects::nonNull)
                .findFirst()
                .map(this::read);
    }

    /** That none of these arrays is there. */
    InvalidInputException missing(List<String> names) {
        return new InvalidInputException(
                file.toString(),
                "it holds no array named " + String.join(" or ", names),
                "numpy.savez(file, images=…, labels=…) wrote other names; there are "
                        + archive.stream()
                                .limit(MAX_SHOWN)
                                .map(each -> ArrayInput.shown(each.getName()))
                                .toList());
    }

    private RawArray read(ZipEntry entry) {
        try {
            long deflated = Math.min(entry.getCompressedSize(), Files.size(file));
            try (ArrayInput input = ArrayInput.entry(
                    file + ", array '" + ArrayInput.shown(entry.getName()) + "'",
                    archive.getInputStream(entry),
                    entry.getSize(),
                    deflated)) {
                return NpyReader.read(input);
            }
        } catch (ZipException e) {
            throw noArchive(file, e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    private static InvalidInputException noArchive(Path file, ZipException e) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] start = stream.readNBytes(FileKind.LONGEST_START);
            return FileKind.of(start) == FileKind.NPZ
                    ? new InvalidInputException(
                            file.toString(), "it is a damaged archive (" + e.getMessage() + ")", "it is truncated", e)
                    : FileKind.refusal(file.toString(), start, FileKind.NPZ);
        } catch (IOException unreadable) {
            return InputFile.unreadable(file.toString(), unreadable);
        }
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }
}
