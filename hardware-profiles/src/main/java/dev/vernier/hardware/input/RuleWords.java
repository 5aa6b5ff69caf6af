package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Says in plain words which rule of a schema is broken and how to mend it. */
final class RuleWords {
    private final YamlNode root;
    private final YamlSchema schema;

    RuleWords(YamlNode root, YamlSchema schema) {
        this.root = root;
        this.schema = schema;
    }

    /** None of several alternatives fits. */
    YamlProblem explain(Failure.Choice choice) {
        JsonNode parent = schema.at(parent(choice.rule()));
        List<String> forms = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (JsonNode alternative : schema.at(choice.rule())) {
            JsonNode form = schema.resolve(alternative);
            forms.add(Words.form(form));
            form.path("enum").forEach(word -> known.add(word.asString("")));
            form.path("const").asStringOpt().ifPresent(known::add);
        }
        String form = parent.has("title") ? Words.form(parent) : Suggestions.enumerate(forms);
        JsonNode value = root.at(choice.at()).json();
        List<String> near = value.isString() ? Suggestions.nearest(value.stringValue(), known) : List.of();
        String mend = near.isEmpty()
                ? mend(choice.at(), parent, "write " + form)
                : Suggestions.mend(value.stringValue(), known);
        return new YamlProblem(root.at(choice.at()).mark(), mustBe(choice.at(), form), mend);
    }

    YamlProblem explain(Failure failure) {
        return switch (failure.keyword()) {
            case "required" -> missingKey(failure);
            case "additionalProperties", "unevaluatedProperties" -> unknownKey(failure);
            case "propertyNames" -> unfitKey(failure);
            case "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength" ->
                wrongSize(failure);
            case "uniqueItems" -> repeatedItem(failure);
            case "dependentRequired" -> missingPartner(failure);
            default -> wrongValue(failure);
        };
    }

    private YamlProblem wrongValue(Failure failure) {
        List<String> at = failure.at();
        JsonNode limit = schema.at(failure.rule());
        JsonNode part = schema.at(parent(failure.rule()));
        String form =
                switch (failure.keyword()) {
                    case "type", "enum", "const" -> Words.form(part);
                    case "minimum" -> "at least " + limit;
                    case "maximum" -> "at most " + limit;
                    case "exclusiveMinimum" -> "more than " + limit;
                    case "exclusiveMaximum" -> "less than " + limit;
                    case "multipleOf" -> "a multiple of " + limit;
                    default -> part.has("title") ? Words.form(part) : "of another form";
                };
        JsonNode value = root.at(at).json();
        String mend =
                switch (failure.keyword()) {
                    case "type" -> typeMend(value, part);
                    case "enum" -> enumMend(value, limit);
                    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                        boundMend(value, limit, part.has("title") ? Words.form(part) : form);
                    default -> "write " + (form.equals("of another form") ? "it as in the examples" : form);
                };
        boolean exact = failure.keyword().equals("enum");
        return new YamlProblem(
                root.at(at).mark(),
                mustBe(at, part.has("title") ? Words.form(part) : form),
                exact ? mend : mend(at, part, mend));
    }

    private YamlProblem missingKey(Failure failure) {
        JsonNode part = schema.at(parent(failure.rule()));
        JsonNode rule = schema.resolve(part.path("properties").path(failure.property()));
        String entry = rule.has("examples")
                ? failure.property() + ": " + Words.plain(rule.get("examples").path(0))
                : failure.property();
        return new YamlProblem(
                root.at(failure.at()).mark(),
                "the key '" + failure.property() + "' is missing" + in(failure.at()),
                "add '" + entry + "'");
    }

    private YamlProblem missingPartner(Failure failure) {
        List<String> partners = new ArrayList<>();
        schema.at(failure.rule()).path(failure.property()).forEach(partner -> partners.add(partner.asString()));
        return new YamlProblem(
                keyMark(failure),
                "the key '" + failure.property() + "' does not stand alone" + in(failure.at()),
                "add " + Suggestions.either(partners));
    }

    private YamlProblem unknownKey(Failure failure) {
        Set<String> known = schema.keys(schema.at(parent(failure.rule())));
        return new YamlProblem(
                keyMark(failure),
                "no key is named '" + Words.shortened(failure.property()) + "'" + (known.isEmpty() ? "" : " here")
                        + in(failure.at()),
                Suggestions.mend(failure.property(), known));
    }

    private YamlProblem unfitKey(Failure failure) {
        JsonNode rule = schema.resolve(schema.at(failure.rule()));
        return new YamlProblem(
                keyMark(failure),
                "the key '" + Words.shortened(failure.property()) + "'" + in(failure.at()) + " must be "
                        + Words.form(rule),
                Suggestions.mend(failure.property(), Words.strings(rule.path("enum"))));
    }

    private YamlProblem wrongSize(Failure failure) {
        JsonNode value = root.at(failure.at()).json();
        boolean most = failure.keyword().startsWith("max");
        long limit = schema.at(failure.rule()).asLong();
        String noun = value.isString() ? "letter" : value.isArray() ? "item" : "key";
        long size = value.isString() ? value.stringValue().length() : value.size();
        return new YamlProblem(
                root.at(failure.at()).mark(),
                subject(failure.at()) + " has " + Words.count(size, noun) + ", but must have at "
                        + (most ? "most " : "least ") + limit,
                most ? "leave some out" : mend(failure.at(), schema.at(parent(failure.rule())), "add what is missing"));
    }

    private YamlProblem repeatedItem(Failure failure) {
        List<YamlNode> items = root.at(failure.at()).items();
        int second = 1;
        while (second < items.size() - 1 && !repeatsEarlier(items, second)) {
            second++;
        }
        return new YamlProblem(
                items.get(second).mark(),
                subject(failure.at()) + " holds "
                        + Words.value(items.get(second).json()) + " twice",
                "leave one out");
    }

    private static boolean repeatsEarlier(List<YamlNode> items, int index) {
        JsonNode value = items.get(index).json();
        return items.stream().limit(index).map(YamlNode::json).anyMatch(value::equals);
    }

    private static String typeMend(JsonNode value, JsonNode part) {
        return switch (part.path("type").asString("")) {
            case "string" -> value.isContainer() ? "write one word" : "put it in quotes";
            case "integer" -> "write it without quotes, unit and fraction";
            case "number" -> "write it without quotes and unit";
            case "boolean" -> "write true or false";
            case "array" ->
                value.isContainer() ? "write a list: [a, b]" : "put it in brackets: [" + Words.plain(value) + "]";
            case "object" -> "write its keys below it, indented";
            default -> "write " + Words.form(part);
        };
    }

    /** A least number that is a tiny fraction is nothing to aim at for who wrote 0 or less. */
    private static String boundMend(JsonNode value, JsonNode limit, String form) {
        double bound = limit.doubleValue();
        boolean fraction = bound > 0 && bound < 1;
        return fraction && value.doubleValue() <= 0 ? "write a positive number" : "write " + form;
    }

    private static String enumMend(JsonNode value, JsonNode known) {
        return value.isString()
                ? Suggestions.mend(value.stringValue(), Words.strings(known))
                : "write " + Suggestions.enumerate(Words.literals(known));
    }

    /** The example of the schema when it has one, else the mend given. */
    private String mend(List<String> at, JsonNode part, String otherwise) {
        if (!part.has("examples")) {
            return otherwise;
        }
        String example = Words.plain(part.get("examples").path(0));
        return "write '" + (at.isEmpty() || isItem(at) ? "" : at.getLast() + ": ") + example + "'";
    }

    private String mustBe(List<String> at, String form) {
        JsonNode value = root.at(at).json();
        return subject(at) + " must be " + form + (value.isNull() ? ", but is empty" : ", not " + Words.value(value));
    }

    private Mark keyMark(Failure failure) {
        YamlNode.Field field = root.at(failure.at()).fields().get(failure.property());
        return field == null ? root.at(failure.at()).mark() : field.key();
    }

    private String in(List<String> at) {
        return at.isEmpty() ? "" : " in " + subject(at);
    }

    /** The value in a sentence: {@code 'budget'}, {@code item 2 of 'layers'}. */
    private String subject(List<String> at) {
        if (at.isEmpty()) {
            return "the document";
        }
        return isItem(at)
                ? "item " + (Integer.parseInt(at.getLast()) + 1) + " of " + subject(parent(at))
                : "'" + Words.shortened(at.getLast()) + "'";
    }

    private boolean isItem(List<String> at) {
        return !root.at(parent(at)).items().isEmpty();
    }

    private static List<String> parent(List<String> path) {
        return path.subList(0, path.size() - 1);
    }
}
