package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Field;
import dev.vernier.hardware.input.YamlNode.Mark;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads one YAML 1.2 document, core schema, into a tree that knows its lines and columns.
 *
 * <p>It works on the parser's events, because these bound the nesting before anything recurses, tell where each key
 * stands, and leave it to us how far aliases may expand.
 */
final class YamlReader {
    static final int DEEPEST = 64;
    static final int MOST_VALUES = 250_000;
    private static final int LONGEST_INTEGER = 40;

    private static final CoreSchema CORE = new CoreSchema();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final Iterator<Event> events;
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private long values;

    private YamlReader(String name, String text) {
        this.name = name;
        LoadSettings settings = LoadSettings.builder()
                .setSchema(CORE)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    static YamlNode read(String name, String text) {
        try {
            return new YamlReader(name, text).document();
        } catch (MarkedYamlEngineException e) {
            Mark mark = mark(name, e.getProblemMark().or(e::getContextMark));
            String context = e.getContext() == null ? "" : e.getContext().strip();
            String problem = (context.isEmpty() ? "" : context + ", ") + e.getProblem();
            String mend = problem.contains("TAB")
                    ? "indent with spaces"
                    : "the indentation is off, or a quote or a bracket is missing";
            throw new InvalidInputException(mark.place(), "this is not YAML: " + onOneLine(problem), mend, e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(
                    name, "this is not YAML: " + onOneLine(String.valueOf(e.getMessage())), "it is another file", e);
        }
    }

    private YamlNode document() {
        events.next(); // the start of the stream
        if (!(events.next() instanceof DocumentStartEvent)) {
            throw new InvalidInputException(name, "the file is empty", "it was not saved, or it is another file");
        }
        YamlNode root = node(events.next(), 0);
        if (root.json().isNull()) {
            throw invalid(root.mark(), "the document is empty", "it was not saved, or it is another file");
        }
        events.next(); // the end of the document
        if (events.next() instanceof DocumentStartEvent second) {
            throw invalid(mark(second), "a second document starts here", "split the file, or delete the line '---'");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw invalid(mark(event), "values are nested more than " + DEEPEST + " deep", "a bracket is not closed");
        }
        count(event, 1);
        YamlNode node =
                switch (event) {
                    case ScalarEvent scalar -> YamlNode.scalar(mark(scalar), scalar(scalar));
                    case SequenceStartEvent sequence -> sequence(sequence, depth);
                    case MappingStartEvent mapping -> mapping(mapping, depth);
                    case AliasEvent alias -> alias(alias);
                    default -> throw new IllegalStateException("unexpected " + event);
                };
        if (event instanceof NodeEvent anchored && !(event instanceof AliasEvent)) {
            anchored.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        }
        return node;
    }

    private void count(Event event, long more) {
        values += more;
        if (values > MOST_VALUES) {
            throw invalid(
                    mark(event),
                    "the file holds more than " + MOST_VALUES + " values by here",
                    "aliases refer to aliases, or it is another file");
        }
    }

    private YamlNode sequence(SequenceStartEvent start, int depth) {
        refuseTag(start);
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return YamlNode.sequence(mark(start), items);
    }

    private YamlNode mapping(MappingStartEvent start, int depth) {
        refuseTag(start);
        LinkedHashMap<String, Field> fields = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw invalid(mark(event), "a key must be a word, not a list, a block or an alias", "quote the key");
            }
            Field earlier = fields.get(key.getValue());
            if (earlier != null) {
                throw invalid(
                        mark(key),
                        "the key '" + Words.shortened(key.getValue())
                                + "' stands here a second time, the first is on line "
                                + earlier.key().line(),
                        "delete one of the two");
            }
            fields.put(key.getValue(), new Field(mark(key), node(events.next(), depth + 1)));
        }
        return YamlNode.mapping(mark(start), fields);
    }

    /** Anchors are known once their value is complete, so that no value can contain itself. */
    private YamlNode alias(AliasEvent alias) {
        YamlNode target = anchors.get(alias.getAlias());
        if (target == null) {
            throw invalid(
                    mark(alias),
                    "no value before here is marked &" + alias.getAlias(),
                    "quote the text if its asterisk is meant as such");
        }
        count(alias, target.size() - 1);
        return target;
    }

    private void refuseTag(CollectionStartEvent start) {
        start.getTag().ifPresent(tag -> refuseTag(start, tag));
    }

    private void refuseTag(Event event, String tag) {
        throw invalid(mark(event), "the tag '" + tag + "' is not understood", "delete it");
    }

    private JsonNode scalar(ScalarEvent event) {
        String text = event.getValue();
        Optional<String> written = event.getTag();
        if (written.isPresent() && !written.get().equals(Tag.STR.getValue())) {
            refuseTag(event, written.get());
        }
        boolean plain = written.isEmpty() && event.isPlain();
        Tag tag = plain ? CORE.getScalarResolver().resolve(text, true) : Tag.STR;
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        } else if (tag.equals(Tag.INT)) {
            return integer(event, text);
        } else if (tag.equals(Tag.FLOAT)) {
            return real(event, text);
        }
        return JSON.stringNode(text);
    }

    private JsonNode integer(ScalarEvent event, String text) {
        if (text.length() > LONGEST_INTEGER) {
            throw invalid(mark(event), "a number of " + text.length() + " digits", "quote it if it is meant as text");
        }
        BigInteger value =
                switch (text.substring(0, Math.min(2, text.length()))) {
                    case "0x" -> new BigInteger(text.substring(2), 16);
                    case "0o" -> new BigInteger(text.substring(2), 8);
                    default -> new BigInteger(text);
                };
        if (value.bitLength() < Integer.SIZE) {
            return JSON.numberNode(value.intValueExact());
        }
        return value.bitLength() < Long.SIZE ? JSON.numberNode(value.longValueExact()) : JSON.numberNode(value);
    }

    private JsonNode real(ScalarEvent event, String text) {
        double value = text.matches("[-+]?\\.(?i:inf|nan)") ? Double.NaN : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw invalid(mark(event), "'" + Words.shortened(text) + "' is not a finite number", "leave it out");
        }
        return JSON.numberNode(value);
    }

    private InvalidInputException invalid(Mark mark, String problem, String mend) {
        return new InvalidInputException(mark.place(), problem, mend);
    }

    private Mark mark(Event event) {
        return mark(name, event.getStartMark());
    }

    private static Mark mark(String name, Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
        return mark.map(at -> new Mark(name, at.getLine() + 1, at.getColumn() + 1))
                .orElse(new Mark(name, 1, 1));
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
