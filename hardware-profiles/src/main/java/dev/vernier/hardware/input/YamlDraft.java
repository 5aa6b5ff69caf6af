package dev.vernier.hardware.input;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A YAML file that was read but not yet held against a schema, so that it can be laid over another one first: the schema
 * then applies to both together, while every value goes on knowing the file, line and column where it stands.
 *
 * {@snippet :
 * YamlDraft draft = YamlDraft.read(Path.of("mine.yaml"));
 * YamlDraft base = YamlDraft.read(Path.of("base.yaml"));
 * YamlDocument document = draft.over(base, List.of()).keepingTo(schema);
 * }
 */
public final class YamlDraft {
    /** More problems than these are rather another kind of file. */
    private static final int MOST_TOLD = 5;

    private final String name;
    private final String sha256;
    private final YamlNode root;

    private YamlDraft(String name, String sha256, YamlNode root) {
        this.name = name;
        this.sha256 = sha256;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException when the file is missing, too large or no UTF-8 text, and as {@link #parse}
     */
    public static YamlDraft read(Path file) {
        return parse(file.toString(), TextFile.read(file));
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it, usually the file's path
     * @throws InvalidInputException when it is no YAML
     */
    public static YamlDraft parse(String name, String text) {
        return new YamlDraft(name, sha256(text), YamlReader.read(name, text));
    }

    /** What messages call the file. */
    public String name() {
        return name;
    }

    /** The whole file, to go down from. */
    public YamlValue root() {
        return new YamlValue(root.mark(), root);
    }

    /**
     * This file laid over another: blocks of keys are merged key by key, lists and single values are replaced, and a key
     * left empty takes away what the other file says under it.
     *
     * @param alternatives ways to say the same, in blocks anywhere: where this file uses one, what the other file says in
     *     the others falls away
     */
    public YamlDraft over(YamlDraft other, List<Alternatives> alternatives) {
        return new YamlDraft(name, sha256(sha256 + other.sha256), root.over(other.root, alternatives));
    }

    /**
     * The document, which keeps to the schema.
     *
     * @throws InvalidInputException when it breaks the schema: with every problem and its place, five at most
     */
    public YamlDocument keepingTo(YamlSchema schema) {
        List<YamlProblem> problems = SchemaExplainer.explain(root, schema);
        if (!problems.isEmpty()) {
            List<InvalidInputException> told = new ArrayList<>();
            problems.stream().limit(MOST_TOLD).map(YamlProblem::exception).forEach(told::add);
            int more = problems.size() - told.size();
            if (more > 0) {
                told.add(new InvalidInputException(
                        name,
                        "there " + (more == 1 ? "is " : "are ") + Words.count(more, "more problem"),
                        "mend these first"));
            }
            throw InvalidInputException.of(told);
        }
        return new YamlDocument(name, sha256, root);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }
}
