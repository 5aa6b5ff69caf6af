package dev.vernier.hardware.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One value of a YAML file, or of several that were merged, and where it stands.
 *
 * @param mark where the value begins
 * @param json the value
 * @param fields the entries of a mapping in the order written, otherwise empty
 * @param items the items of a sequence, otherwise empty
 * @param size how many values it holds, itself and everything below, aliases expanded
 */
record YamlNode(Mark mark, JsonNode json, Map<String, Field> fields, List<YamlNode> items, long size) {
    /** A place in a document; line and column count from 1. */
    record Mark(String document, int line, int column) {
        /** The form in messages: {@code run.yaml:12:5}. */
        String place() {
            return document + ":" + line + ":" + column;
        }
    }

    /** One entry of a mapping. */
    record Field(Mark key, YamlNode value) {}

    static YamlNode scalar(Mark mark, JsonNode json) {
        return new YamlNode(mark, json, Map.of(), List.of(), 1);
    }

    static YamlNode sequence(Mark mark, List<YamlNode> items) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(item -> json.add(item.json));
        long size = items.stream().mapToLong(YamlNode::size).sum();
        return new YamlNode(mark, json, Map.of(), List.copyOf(items), 1 + size);
    }

    static YamlNode mapping(Mark mark, LinkedHashMap<String, Field> fields) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fields.forEach((key, field) -> json.set(key, field.value.json));
        long size =
                fields.values().stream().mapToLong(field -> field.value.size).sum();
        return new YamlNode(mark, json, fields, List.of(), 1 + size);
    }

    /**
     * This node laid over another: mappings are merged key by key and an empty value takes its key away (JSON Merge
     * Patch, RFC 7396); anything else is replaced. Where this node has one of several alternative keys, the other node's
     * entries under the others fall away. Keys keep the order of the other node, new ones follow.
     */
    YamlNode over(YamlNode other, List<Alternatives> alternatives) {
        if (!json.isObject() || !other.json.isObject()) {
            return this;
        }
        LinkedHashMap<String, Field> merged = new LinkedHashMap<>(other.fields);
        alternatives.forEach(choice -> merged.keySet().removeAll(choice.displacedBy(given())));
        fields.forEach((key, field) -> {
            Field inherited = merged.get(key);
            if (field.value.json.isNull()) {
                merged.remove(key);
            } else if (inherited == null) {
                merged.put(key, field);
            } else {
                merged.put(key, new Field(field.key, field.value.over(inherited.value, alternatives)));
            }
        });
        return mapping(mark, merged);
    }

    /** The keys of a mapping whose values are not empty. */
    private Set<String> given() {
        return fields.entrySet().stream()
                .filter(entry -> !entry.getValue().value.json.isNull())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The value under a key, or at an index written as a number; null when there is none. */
    @Nullable YamlNode child(String step) {
        Field field = fields.get(step);
        if (field != null) {
            return field.value;
        }
        int index = step.matches("\\d{1,8}") ? Integer.parseInt(step) : items.size();
        return index < items.size() ? items.get(index) : null;
    }

    /** The value to which keys and indices lead, as far as they lead anywhere. */
    YamlNode at(List<String> path) {
        YamlNode node = this;
        for (String step : path) {
            YamlNode child = node.child(step);
            if (child == null) {
                break;
            }
            node = child;
        }
        return node;
    }
}
