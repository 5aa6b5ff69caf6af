package dev.vernier.hardware.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDraftTest {
    private static final YamlSchema ANYTHING = YamlSchema.parse("{}");
    private static final List<Alternatives> ALTERNATIVES =
            List.of(new Alternatives(List.of(Set.of("pairs"), Set.of("weights", "activations"), Set.of("all"))));

    private static YamlDraft merged(String upper, String lower) {
        return YamlDraft.parse("upper.yaml", upper).over(YamlDraft.parse("lower.yaml", lower), ALTERNATIVES);
    }

    /** The first rows are those of RFC 7396, appendix A, that have no empty value where nothing is inherited. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: b}        | {a: c}       | {a: c}",
                "{a: b}        | {b: c}       | {a: b, b: c}",
                "{a: b}        | {a: }        | {}",
                "{a: b, b: c}  | {a: }        | {b: c}",
                "{a: [b]}      | {a: c}       | {a: c}",
                "{a: c}        | {a: [b]}     | {a: [b]}",
                "{a: {b: c}}   | {a: {b: d, c: }} | {a: {b: d}}",
                "{a: [{b: c}]} | {a: [1]}     | {a: [1]}",
                "[a, b]        | [c, d]       | [c, d]",
                "{a: b}        | [c]          | [c]",
                "{e: 1}        | {a: 1}       | {e: 1, a: 1}",
                "{pairs: 1}    | {weights: 2} | {weights: 2}",
                "{weights: 1, activations: 1} | {weights: 2} | {weights: 2, activations: 1}",
                "{weights: 1, activations: 1} | {pairs: 2}   | {pairs: 2}",
                "{weights: 1, activations: 1} | {pairs: }    | {weights: 1, activations: 1}",
                "{x: {all: 1, b: 2}} | {x: {pairs: 3}} | {x: {b: 2, pairs: 3}}",
            })
    void blocksAreMergedAndTheRestIsReplaced(String lower, String upper, String expected) {
        assertEquals(
                YamlDocument.parse("expected", expected, ANYTHING).json().toString(),
                merged(upper, lower).keepingTo(ANYTHING).json().toString());
    }

    @Test
    void everyValueKnowsWhereItStands() {
        YamlDocument document =
                merged("x:\n  b: 3\n", "a: 1\nx:\n  b: 1\n  c: 2\n").keepingTo(ANYTHING);
        assertEquals("lower.yaml:1:4", document.at("/a").place());
        assertEquals("upper.yaml:2:6", document.at("/x/b").place());
        assertEquals("upper.yaml:2:3", document.at("/x/b").keyPlace());
        assertEquals("lower.yaml:4:3", document.at("/x/c").keyPlace());
        assertEquals("upper.yaml:2:3", document.at("/x").place());
        assertEquals("upper.yaml", document.name());
    }

    @Test
    void theSchemaAppliesToTheWholeAndBlamesTheFileInFault() {
        YamlSchema schema = YamlSchema.parse("""
                {"type": "object", "required": ["a", "x"], "properties": {
                  "a": {"type": "integer"},
                  "x": {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}}}
                """);
        assertEquals(3, merged("x: {b: 3}", "a: 1").keepingTo(schema).at("/x/b").integer());
        assertRefused("lower.yaml:1:4: 'a' must be a whole number", schema, "x: {b: 3}", "a: no");
        assertRefused("upper.yaml:1:8: 'b' must be a whole number", schema, "x: {b: no}", "a: 1");
        assertRefused("upper.yaml:1:1: the key 'a' is missing", schema, "x: {b: 3}", "c: 1");
        assertRefused("upper.yaml:1:4: the key 'b' is missing in 'x'", schema, "x: {b: }", "{a: 1, x: {b: 1}}");
        assertRefused("lower.yaml:1:8: 'b' must be a whole number, not the text 'no'. ", schema, "a: no", "x: {b: no}");
    }

    private static void assertRefused(String message, YamlSchema schema, String upper, String lower) {
        String actual = assertThrows(
                        InvalidInputException.class, () -> merged(upper, lower).keepingTo(schema))
                .getMessage();
        assertEquals(message, actual.substring(0, Math.min(message.length(), actual.length())));
    }

    @Test
    void theHashIsThatOfAllTexts() {
        String hash = merged("a: 1", "b: 1").keepingTo(ANYTHING).sha256();
        assertEquals(hash, merged("a: 1", "b: 1").keepingTo(ANYTHING).sha256());
        assertNotEquals(hash, merged("a: 1", "b: 2").keepingTo(ANYTHING).sha256());
        assertNotEquals(hash, merged("a: 2", "b: 1").keepingTo(ANYTHING).sha256());
        assertNotEquals(hash, YamlDocument.parse("a", "a: 1", ANYTHING).sha256());
    }
}
