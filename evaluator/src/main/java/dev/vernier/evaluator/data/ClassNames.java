package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lists of the names of classes, in the order of a model's outputs. */
final class ClassNames {
    private static final long MAX_CLASSES_BYTES = 1 << 22;

    private ClassNames() {}

    /**
     * The names in a text file, one to a line.
     *
     * @throws InvalidInputException when it is unreadable or names a class twice
     */
    static List<String> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw ArrayInput.missing(file, new IOException("no regular file"));
            }
            if (Files.size(file) > MAX_CLASSES_BYTES) {
                throw new InvalidInputException(
                        file.toString(), "it is larger than a list of names may be", "another file was meant");
            }
            List<String> names = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            Set<String> seen = new HashSet<>();
            for (String name : names) {
                if (!seen.add(name)) {
                    throw new InvalidInputException(
                            file.toString(), "it names the class '" + name + "' twice", "take one of them out");
                }
            }
            return names;
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file.toString(), "it is no UTF-8 text", "another file was meant", e);
        } catch (IOException e) {
            throw ArrayInput.unreadable(file.toString(), e);
        }
    }
}
