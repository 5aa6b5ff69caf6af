package dev.vernier.search.run;

import dev.vernier.search.config.ResolvedConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Tells two configurations apart, in words. */
final class ConfigDifference {
    /** Parts that decide nothing of what is found. */
    private static final Set<String> IGNORED = Set.of("name", "execution", "export", "strict", "provenance");

    private ConfigDifference() {}

    /** The first value that differs: {@code 'search.budget' was 200 and is 50}. */
    static Optional<String> first(JsonNode before, JsonNode after) {
        Map<String, String> was = values(before);
        Map<String, String> is = values(after);
        Set<String> keys = new LinkedHashSet<>(was.keySet());
        keys.addAll(is.keySet());
        return keys.stream()
                .filter(key -> !IGNORED.contains(key.split("\\.", -1)[0]))
                .filter(key -> !value(was, key).equals(value(is, key)))
                .map(key -> "'" + key + "' was " + value(was, key) + " and is " + value(is, key))
                .findFirst();
    }

    private static String value(Map<String, String> values, String key) {
        return values.getOrDefault(key, "not there");
    }

    private static Map<String, String> values(JsonNode tree) {
        Map<String, String> values = new LinkedHashMap<>();
        collect("", tree, values);
        return values;
    }

    private static void collect(String key, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> collect(key.isEmpty() ? name : key + "." + name, value, into));
        } else {
            into.put(key, value(node));
        }
    }

    /** As it is written, but for the folders that files lie in: those may have moved. */
    private static String value(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(ConfigDifference::value).toList().toString();
        }
        return node.isString() ? '"' + ResolvedConfig.withoutFolder(node.stringValue()) + '"' : node.toString();
    }
}
