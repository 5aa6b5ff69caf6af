package dev.vernier.search.front;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** JSON for people to read: what holds only plain values stands on one line, everything else is indented. */
final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String print(JsonNode node) {
        JsonText json = new JsonText();
        json.append(node, "");
        return json.text.append('\n').toString();
    }

    private void append(JsonNode node, String indent) {
        if (!node.isContainer()) {
            text.append(node);
            return;
        }
        boolean oneLine = node.valueStream().noneMatch(JsonNode::isContainer);
        String inner = oneLine ? "" : "\n" + indent + "  ";
        String outer = oneLine ? "" : "\n" + indent;
        String[] separator = {inner};
        text.append(node.isObject() ? '{' : '[');
        if (node.isObject()) {
            node.forEachEntry((key, value) -> {
                text.append(separator[0]).append(StringNode.valueOf(key)).append(": ");
                append(value, indent + "  ");
                separator[0] = oneLine ? ", " : "," + inner;
            });
        } else {
            node.forEach(value -> {
                text.append(separator[0]);
                append(value, indent + "  ");
                separator[0] = oneLine ? ", " : "," + inner;
            });
        }
        text.append(outer).append(node.isObject() ? '}' : ']');
    }
}
