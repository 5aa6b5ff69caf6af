package dev.vernier.hardware.input;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Says values, and the forms that a schema asks for, in plain words. */
final class Words {
    private static final int LONGEST_QUOTE = 60;

    private Words() {}

    /** A value in a sentence: {@code the text 'abc'}, {@code 3}, {@code a list}. */
    static String value(JsonNode value) {
        return value.isString() ? "the text " + literal(value) : literal(value);
    }

    /** A value by itself: {@code 'abc'}, {@code 3}, {@code a list}. */
    static String literal(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "'" + shortened(value.stringValue()) + "'";
            case ARRAY -> "a list";
            case OBJECT -> "a block of keys";
            case NULL -> "empty";
            default -> value.toString();
        };
    }

    static List<String> literals(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(Words::literal)
                .toList();
    }

    static List<String> strings(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /** A value as one writes it in YAML on one line. */
    static String plain(JsonNode value) {
        return value.isString()
                ? shortened(value.stringValue())
                : value.toString().replace("\"", "").replace(",", ", ");
    }

    /** What a schema asks for: its title when it has one, else its values or its type. */
    static String form(JsonNode schema) {
        if (schema.has("title")) {
            return schema.get("title").stringValue();
        }
        if (schema.has("const")) {
            return literal(schema.get("const"));
        }
        if (schema.has("enum")) {
            return Suggestions.enumerate(literals(schema.get("enum")));
        }
        JsonNode type = schema.path("type");
        String lowest = schema.has("minimum") ? " of at least " + schema.get("minimum") : "";
        return type.isArray()
                ? Suggestions.enumerate(strings(type).stream().map(Words::type).toList())
                : type(type.asString("")) + lowest;
    }

    private static String type(String type) {
        return switch (type) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a block of keys";
            default -> "of another form";
        };
    }

    static String count(long number, String noun) {
        return switch ((int) Math.min(number, 2)) {
            case 0 -> "no " + noun + "s";
            case 1 -> "1 " + noun;
            default -> number + " " + noun + "s";
        };
    }

    /** At most 60 characters of a text, on one line. */
    static String shortened(String text) {
        int end = text.offsetByCodePoints(0, Math.min(LONGEST_QUOTE, text.codePointCount(0, text.length())));
        return text.substring(0, end).replaceAll("\\p{Cntrl}", "·") + (end < text.length() ? "…" : "");
    }
}
