package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Field;
import dev.vernier.hardware.input.YamlNode.Mark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * One value of a {@link YamlDocument} or {@link YamlDraft} and its place. The schema has seen to types and required keys already, so that
 * asking for what is not there is a mistake of the asker, not of the file.
 */
public final class YamlValue {
    private final Mark key;
    private final YamlNode node;

    YamlValue(Mark key, YamlNode node) {
        this.key = key;
        this.node = node;
    }

    YamlNode node() {
        return node;
    }

    /** Where the value begins: {@code run.yaml:12:5}. */
    public String place() {
        return node.mark().place();
    }

    /** Where the key of the value begins; the value itself where it has none. */
    public String keyPlace() {
        return key.place();
    }

    /** The value as plain JSON. */
    public JsonNode json() {
        return node.json();
    }

    public boolean has(String key) {
        return node.fields().containsKey(key);
    }

    /**
     * The value under a key.
     *
     * @throws IllegalArgumentException when there is none
     */
    public YamlValue get(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(place() + " has no key '" + key + "'"));
    }

    /** The value under a key, where the key is there and not left empty. */
    public Optional<YamlValue> find(String key) {
        return Optional.ofNullable(node.fields().get(key))
                .filter(field -> !field.value().json().isNull())
                .map(this::value);
    }

    /** The entries of a block of keys, in the order written; nothing for other values. */
    public Map<String, YamlValue> entries() {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        node.fields().forEach((name, field) -> entries.put(name, value(field)));
        return entries;
    }

    /** The items of a list; nothing for other values. */
    public List<YamlValue> items() {
        return node.items().stream()
                .map(item -> new YamlValue(item.mark(), item))
                .toList();
    }

    /** The items of a list, each read by {@code read}. */
    public <T> List<T> list(Function<YamlValue, T> read) {
        return items().stream().map(read).toList();
    }

    /** A text; numbers and truth values are given as written in JSON. */
    public String text() {
        return node.json().asString();
    }

    /**
     * A whole number.
     *
     * @throws InvalidInputException when it does not fit an int
     */
    public int integer() {
        if (!node.json().canConvertToInt()) {
            throw invalid(node.json() + " is out of range", "write a smaller number");
        }
        return node.json().intValue();
    }

    /**
     * A whole number.
     *
     * @throws InvalidInputException when it does not fit a long
     */
    public long longInteger() {
        if (!node.json().canConvertToLong()) {
            throw invalid(node.json() + " is out of range", "write a smaller number");
        }
        return node.json().longValue();
    }

    /** A number. */
    public double number() {
        return node.json().doubleValue();
    }

    /** True or false. */
    public boolean flag() {
        return node.json().booleanValue();
    }

    /** What to throw when this value cannot be used; see {@link InvalidInputException} for the words. */
    public InvalidInputException invalid(String problem, String mend) {
        return new InvalidInputException(place(), problem, mend);
    }

    /** What to throw when the key of this value cannot be used. */
    public InvalidInputException invalidKey(String problem, String mend) {
        return new InvalidInputException(keyPlace(), problem, mend);
    }

    /**
     * Reads the value by a constructor or parser that refuses what it does not like with an
     * {@link IllegalArgumentException}, whose message becomes the problem.
     */
    public <T> T read(Function<YamlValue, T> reader, String mend) {
        try {
            return reader.apply(this);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(place(), String.valueOf(e.getMessage()), mend, e);
        }
    }

    private YamlValue value(Field field) {
        return new YamlValue(field.key(), field.value());
    }
}
