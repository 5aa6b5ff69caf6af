package dev.vernier.hardware.input;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a kind of YAML file may contain: a JSON Schema, draft 2020-12, in one file.
 *
 * <p>Besides its rules, two annotations of a schema are shown to people: {@code title} names the form of a value with
 * its article ("a width from 1 to 8, or 32"), and {@code examples} begin with a value that may be written.
 */
public final class YamlSchema {
    private final Schema schema;

    private YamlSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Loads a schema from a resource.
     *
     * @param owner a class in the package that holds it
     * @param resource its file name, for example {@code run.schema.json}
     * @throws IllegalArgumentException when there is no such resource
     */
    public static YamlSchema load(Class<?> owner, String resource) {
        try (InputStream stream = owner.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no schema " + resource + " lies beside " + owner.getName());
            }
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a schema from its JSON text. */
    public static YamlSchema parse(String json) {
        return new YamlSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(json, InputFormat.JSON));
    }

    /** Every rule that the document breaks, in no particular order. */
    List<Failure> check(JsonNode document) {
        return schema.validate(document).stream().map(Failure::of).toList();
    }

    /** The part of the schema to which a way of keywords, names and indices leads, references followed. */
    JsonNode at(List<String> way) {
        JsonNode node = schema.getSchemaNode();
        for (String step : way) {
            if (step.equals("$ref")) {
                node = resolve(node);
            } else {
                node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
            }
        }
        return node;
    }

    /** The schema itself, or the one it refers to. */
    JsonNode resolve(JsonNode part) {
        return part.path("$ref").isString()
                ? schema.getSchemaNode().at(part.get("$ref").stringValue().substring(1))
                : part;
    }

    /** The keys that an object may have by any branch of its schema, in the order written. */
    Set<String> keys(JsonNode part) {
        Set<String> keys = new LinkedHashSet<>();
        collectKeys(part, keys);
        return keys;
    }

    private void collectKeys(JsonNode part, Set<String> keys) {
        part.path("properties").forEachEntry((key, rule) -> {
            if (!rule.isBoolean() || rule.booleanValue()) {
                keys.add(key);
            }
        });
        for (String branch : List.of("then", "else")) {
            if (part.has(branch)) {
                collectKeys(part.get(branch), keys);
            }
        }
        for (String branches : List.of("allOf", "anyOf", "oneOf")) {
            part.path(branches).forEach(branch -> collectKeys(branch, keys));
        }
        if (part.has("$ref")) {
            collectKeys(resolve(part), keys);
        }
    }
}
