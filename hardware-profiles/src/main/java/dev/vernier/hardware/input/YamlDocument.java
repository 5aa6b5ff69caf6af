package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A YAML file that keeps to its schema, and knows where each of its values stands; or several merged into one, see {@link
 * YamlDraft}.
 *
 * {@snippet :
 * YamlDocument document = YamlDocument.read(Path.of("run.yaml"), YamlSchema.load(RunConfig.class, "run.schema.json"));
 * YamlValue budget = document.root().get("search").get("budget");
 * if (budget.integer() > most) {
 *     throw budget.invalid("a budget of " + budget.integer() + " is too much", "allow at most " + most);
 * }
 * }
 *
 * <p>YAML 1.2, core schema, one document, UTF-8. Refused with file, line and column: what is not YAML, duplicate keys,
 * keys that are no words, tags, infinite numbers, several documents, and everything that breaks the schema. The size of
 * the file, the depth of nesting and the number of values, aliases expanded, are bounded.
 */
public final class YamlDocument {
    private final String name;
    private final String sha256;
    private final YamlNode root;

    YamlDocument(String name, String sha256, YamlNode root) {
        this.name = name;
        this.sha256 = sha256;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException when the file is missing, too large or no UTF-8 text, and as {@link #parse}
     */
    public static YamlDocument read(Path file, YamlSchema schema) {
        return YamlDraft.read(file).keepingTo(schema);
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it, usually the file's path
     * @throws InvalidInputException when it is no YAML or breaks the schema: with every problem and its place, five at
     *     most
     */
    public static YamlDocument parse(String name, String text, YamlSchema schema) {
        return YamlDraft.parse(name, text).keepingTo(schema);
    }

    /** What messages call the document. */
    public String name() {
        return name;
    }

    /** The SHA-256 of the text, in hexadecimal; of all texts where several were merged. */
    public String sha256() {
        return sha256;
    }

    /** The whole document, to go down from. */
    public YamlValue root() {
        return new YamlValue(root.mark(), root);
    }

    /** The whole document as plain JSON, without places. */
    public JsonNode json() {
        return root.json();
    }

    /**
     * The value to which a JSON pointer such as {@code /search/budget} or {@code /objectives/0} leads.
     *
     * @throws IllegalArgumentException when there is none
     */
    public YamlValue at(String pointer) {
        YamlValue value = root();
        for (String step : steps(pointer)) {
            YamlNode node = value.node().child(step);
            if (node == null) {
                throw new IllegalArgumentException(name + " has nothing at " + pointer);
            }
            Field field = value.node().fields().get(step);
            value = new YamlValue(field == null ? node.mark() : field.key(), node);
        }
        return value;
    }

    /**
     * What to throw when the value at a JSON pointer cannot be used, as {@link YamlValue#invalid}; where the pointer
     * leads nowhere, at the nearest value above.
     */
    public InvalidInputException invalid(String pointer, String problem, String mend) {
        return new InvalidInputException(root.at(steps(pointer)).mark().place(), problem, mend);
    }

    private static List<String> steps(String pointer) {
        return Stream.of(pointer.split("/"))
                .skip(1)
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }
}
