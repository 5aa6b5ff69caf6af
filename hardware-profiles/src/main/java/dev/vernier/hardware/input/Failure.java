package dev.vernier.hardware.input;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One rule of a schema that a document breaks.
 *
 * @param at the keys and indices that lead to the value
 * @param rule the keywords, names and indices that lead through the schema, the broken keyword last
 * @param keyword the broken keyword
 * @param property the key in question where the rule is about one, else empty
 */
record Failure(List<String> at, List<String> rule, String keyword, String property) {
    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    static Failure of(Error error) {
        return new Failure(
                elements(error.getInstanceLocation()),
                elements(error.getEvaluationPath()),
                error.getKeyword(),
                Objects.requireNonNullElse(error.getProperty(), ""));
    }

    private static List<String> elements(NodePath path) {
        return IntStream.range(0, path.getNameCount()).mapToObj(path::getName).toList();
    }

    /** A choice between alternatives on the way to a broken rule: the way to it, and the value it is about. */
    record Choice(List<String> rule, List<String> at) {}

    /** Whether the rule lies in a choice that begins at or after the given step. */
    boolean isInChoice(int from) {
        return rule.subList(from, rule.size()).stream().anyMatch(CHOICES::contains);
    }

    /** The outermost choice that begins at or after the given step. */
    Choice choice(int from) {
        int end = from;
        while (!CHOICES.contains(rule.get(end))) {
            end++;
        }
        List<String> way = rule.subList(0, end + 1);
        return new Choice(way, at.subList(0, depth(way)));
    }

    /** How many steps down the document a way through the schema leads. */
    private static int depth(List<String> way) {
        int depth = 0;
        for (int i = 0; i < way.size(); i++) {
            switch (way.get(i)) {
                case "properties", "patternProperties", "prefixItems" -> {
                    depth++;
                    i++; // the next step is the name, which may read like a keyword
                }
                case "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems" -> depth++;
                default -> {}
            }
        }
        return depth;
    }
}
