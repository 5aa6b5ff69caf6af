package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lists of the names of classes, in the order of a model's outputs. */
final class ClassNames {
    private ClassNames() {}

    /**
     * The names in a text file, one to a line.
     *
     * @throws InvalidInputException when it is unreadable or names a class twice
     */
    static List<String> read(Path file) {
        List<String> names = TextLines.ofList(file, "a list of names").stream()
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
    }
}
