package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads one array of NumPy's {@code .npz} archives: a zip file with an {@code .npy} file for each array. */
final class NpzReader {
    private NpzReader() {}

    /**
     * @param names what the array may be called; the first one found is read
     */
    static RawArray read(Path file, List<String> names) {
        if (!Files.exists(file)) {
            throw ArrayInput.missing(file, new NoSuchFileException(file.toString()));
        }
        try (ZipFile archive = new ZipFile(file.toFile())) {
            for (String name : names) {
                ZipEntry entry = archive.getEntry(name + ".npy");
                if (entry != null) {
                    return read(file, archive, entry);
                }
            }
            throw new InvalidInputException(
                    file.toString(),
                    "it holds no array named " + String.join(" or ", names),
                    "numpy.savez(file, images=…, labels=…) wrote other names; there are "
                            + archive.stream()
                                    .limit(20)
                                    .map(each -> ArrayInput.shown(each.getName()))
                                    .toList());
        } catch (ZipException e) {
            throw noArchive(file, e);
        } catch (IOException e) {
            throw ArrayInput.unreadable(file.toString(), e);
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
            return ArrayInput.unreadable(file.toString(), unreadable);
        }
    }

    private static RawArray read(Path file, ZipFile archive, ZipEntry entry) throws IOException {
        long deflated = Math.min(entry.getCompressedSize(), Files.size(file));
        try (ArrayInput input = ArrayInput.entry(
                file + ", array '" + ArrayInput.shown(entry.getName()) + "'",
                archive.getInputStream(entry),
                entry.getSize(),
                deflated)) {
            return NpyReader.read(input);
        }
    }
}
