package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A YAML file that keeps to its schema, and knows where each of its values stands.
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
    /** The largest file that is read, in bytes. */
    public static final int LARGEST_BYTES = 10_000_000;

    private final String name;
    private final String text;
    private final YamlNode root;

    private YamlDocument(String name, String text, YamlNode root) {
        this.name = name;
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException when the file is missing, too large or no UTF-8 text, and as {@link #parse}
     */
    public static YamlDocument read(Path file, YamlSchema schema) {
        return parse(file.toString(), text(file), schema);
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it, usually the file's path
     * @throws InvalidInputException when it is no YAML or breaks the schema: with the place of the first problem, and
     *     the number of further ones
     */
    public static YamlDocument parse(String name, String text, YamlSchema schema) {
        YamlNode root = YamlReader.read(name, text);
        List<YamlProblem> problems = SchemaExplainer.explain(root, schema);
        if (!problems.isEmpty()) {
            YamlProblem first = problems.getFirst();
            int more = problems.size() - 1;
            String rest = more == 0 ? "" : " (and " + Words.count(more, "more problem") + " in this file)";
            throw new InvalidInputException(YamlReader.place(name, first.mark()), first.problem() + rest, first.mend());
        }
        return new YamlDocument(name, text, root);
    }

    /** What messages call the document. */
    public String name() {
        return name;
    }

    /** The SHA-256 of the text, in hexadecimal. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }

    /** The whole document, to go down from. */
    public YamlValue root() {
        return new YamlValue(name, root.mark(), root);
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
            value = new YamlValue(name, field == null ? node.mark() : field.key(), node);
        }
        return value;
    }

    /**
     * What to throw when the value at a JSON pointer cannot be used, as {@link YamlValue#invalid}; where the pointer
     * leads nowhere, at the nearest value above.
     */
    public InvalidInputException invalid(String pointer, String problem, String mend) {
        return new InvalidInputException(
                YamlReader.place(name, root.at(steps(pointer)).mark()), problem, mend);
    }

    private static List<String> steps(String pointer) {
        return Stream.of(pointer.split("/"))
                .skip(1)
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static String text(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(name, "this is a folder, not a YAML file", "name a file in it");
        }
        if (!Files.exists(file)) {
            throw new InvalidInputException(name, "there is no such file", mendMissing(file));
        }
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST_BYTES + 1);
        } catch (IOException e) {
            throw new InvalidInputException(name, "the file cannot be read", "its permissions forbid it", e);
        }
        if (bytes.length > LARGEST_BYTES) {
            throw new InvalidInputException(
                    name, "the file is larger than " + LARGEST_BYTES / 1_000_000 + " MB", "it is another file");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(name, "the file is not UTF-8 text", "it is another file", e);
        }
    }

    private static String mendMissing(Path file) {
        @Nullable Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "the folder is misspelt";
        }
        try (Stream<Path> siblings = Files.list(folder)) {
            List<String> near = Suggestions.nearest(
                    String.valueOf(file.getFileName()),
                    siblings.limit(1000)
                            .map(path -> String.valueOf(path.getFileName()))
                            .sorted()
                            .toList());
            return near.isEmpty() ? "the path is relative to another folder" : "you meant " + Suggestions.either(near);
        } catch (IOException _) {
            return "the path is relative to another folder";
        }
    }
}
