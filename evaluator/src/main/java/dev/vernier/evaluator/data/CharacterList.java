package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters that a recogniser of text knows, from a text file with one in each line, as PaddleOCR writes it. Class 0
 * is the blank of connectionist temporal classification, the first line's character is 1, and a space comes after the last.
 */
final class CharacterList {
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final int count;

    /** @throws InvalidInputException when the file is unreadable, or a line is no character */
    CharacterList(Path file) {
        List<String> lines = TextLines.ofList(file, "a list of characters");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.codePointCount(0, line.length()) != 1) {
                throw new InvalidInputException(
                        file + ":" + (i + 1),
                        "the line holds " + line.codePointCount(0, line.length()) + " characters instead of one",
                        "another file was meant");
            }
            classes.putIfAbsent(line.codePointAt(0), i + 1);
        }
        classes.putIfAbsent((int) ' ', lines.size() + 1);
        count = lines.size() + 2;
    }

    /** Number of classes, with the blank and the space. */
    int count() {
        return count;
    }

    boolean contains(int character) {
        return classes.containsKey(character);
    }

    /** The classes of a text's characters, all of which are in this list. */
    int[] classes(String text) {
        return text.codePoints()
                .map(character -> {
                    Integer number = classes.get(character);
                    if (number == null) {
                        throw new IllegalArgumentException("'" + Character.toString(character) + "' is not listed");
                    }
                    return number;
                })
                .toArray();
    }
}
