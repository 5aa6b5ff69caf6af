package dev.vernier.hardware.input;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class YamlDocumentTest {
    private static final YamlSchema ANYTHING = YamlSchema.parse("{}");

    private static final YamlSchema MENU = YamlSchema.parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "additionalProperties": false,
              "required": ["name"],
              "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 20, "examples": ["quick-start"]},
                "budget": {"type": "integer", "minimum": 1, "maximum": 1000},
                "rate": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
                "strict": {"type": "boolean"},
                "version": {"const": 1},
                "strategy": {"enum": ["genetic", "random"]},
                "widths": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true,
                           "items": {"$ref": "#/$defs/width"}},
                "pin": {"type": "object", "propertyNames": {"enum": ["conv1", "fc"]},
                        "additionalProperties": {"type": "string", "pattern": "^[0-9]+/[0-9]+$",
                                                 "title": "a precision such as 8/8", "examples": ["8/8"]}},
                "threads": {"oneOf": [{"const": "auto"}, {"type": "integer", "minimum": 1}]},
                "data": {"anyOf": [{"type": "string"},
                                   {"type": "object", "additionalProperties": false, "required": ["images"],
                                    "properties": {"images": {"type": "string"}, "labels": {"type": "string"}},
                                    "dependentRequired": {"labels": ["images"]}}]},
                "stages": {"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "integer"}]}}
              },
              "allOf": [{"if": {"properties": {"strategy": {"const": "random"}}, "required": ["strategy"]},
                         "then": {"required": ["budget"]}}],
              "$defs": {"width": {"type": "integer", "enum": [2, 4, 8], "title": "a width of 2, 4 or 8 bits"}}
            }
            """);

    private static YamlDocument parse(String yaml) {
        return YamlDocument.parse("run.yaml", yaml, MENU);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                // What is not YAML.
                Arguments.of("", "run.yaml: the file is empty. Maybe it was not saved, or it is another file."),
                Arguments.of(
                        "# nothing\n", "run.yaml: the file is empty. Maybe it was not saved, or it is another file."),
                Arguments.of(
                        "---\n", "run.yaml:2:1: the document is empty. Maybe it was not saved, or it is another file."),
                Arguments.of("name: a\n\tbudget: 1", "run.yaml:2:1: this is not YAML: "),
                Arguments.of(
                        "name: a: b", "run.yaml:1:8: this is not YAML: mapping values are not allowed here. Maybe "),
                Arguments.of("widths: [2, 4", "run.yaml:1:14: this is not YAML: "),
                Arguments.of("name: \"a", "run.yaml:1:9: this is not YAML: "),
                Arguments.of(
                        "name: a\nname: b",
                        "run.yaml:2:1: the key 'name' stands here a second time, the first is on line 1. Maybe delete one of the two."),
                Arguments.of("pin: {fc: 8/8, fc: 4/4}", "run.yaml:1:16: the key 'fc' stands here a second time"),
                Arguments.of(
                        "name: a\n---\nname: b",
                        "run.yaml:2:1: a second document starts here. Maybe split the file, or delete the line '---'."),
                Arguments.of("name: *other", "run.yaml:1:7: no value before here is marked &other. Maybe "),
                Arguments.of("data: &a {images: *a}", "run.yaml:1:19: no value before here is marked &a. Maybe "),
                Arguments.of("? [a, b]\n: c", "run.yaml:1:3: a key must be a word"),
                Arguments.of("name: !secret x", "run.yaml:1:7: the tag '!secret' is not understood. Maybe delete it."),
                Arguments.of("widths: !!set [x]", "run.yaml:1:9: the tag 'tag:yaml.org,2002:set' is not understood."),
                Arguments.of("rate: .nan", "run.yaml:1:7: '.nan' is not a finite number. Maybe leave it out."),
                Arguments.of("rate: -.inf", "run.yaml:1:7: '-.inf' is not a finite number."),
                Arguments.of("rate: 1e999", "run.yaml:1:7: '1e999' is not a finite number."),
                Arguments.of("budget: " + "9".repeat(50), "run.yaml:1:9: a number of 50 digits. Maybe quote it"),
                // What breaks the schema.
                Arguments.of(
                        "some text",
                        "run.yaml:1:1: the document must be a block of keys, not the text 'some text'. Maybe write its keys below it, indented."),
                Arguments.of("{}", "run.yaml:1:1: the key 'name' is missing. Maybe add 'name: quick-start'."),
                Arguments.of(
                        "name: a\nbudgte: 1", "run.yaml:2:1: no key is named 'budgte' here. Maybe you meant 'budget'."),
                Arguments.of(
                        "name: a\nzzz: 1",
                        "run.yaml:2:1: no key is named 'zzz' here. Maybe use one of 'name', 'budget', "),
                Arguments.of(
                        "name: a\nbudget: 12s",
                        "run.yaml:2:9: 'budget' must be a whole number of at least 1, not the text '12s'. Maybe write it without quotes, unit and fraction."),
                Arguments.of(
                        "name: a\nbudget: 1.5",
                        "run.yaml:2:9: 'budget' must be a whole number of at least 1, not 1.5."),
                Arguments.of(
                        "name: a\nbudget:",
                        "run.yaml:2:8: 'budget' must be a whole number of at least 1, but is empty."),
                Arguments.of(
                        "name: a\nbudget: 0",
                        "run.yaml:2:9: 'budget' must be at least 1, not 0. Maybe write at least 1."),
                Arguments.of("name: a\nbudget: 1001", "run.yaml:2:9: 'budget' must be at most 1000, not 1001."),
                Arguments.of("name: a\nrate: 0", "run.yaml:2:7: 'rate' must be more than 0, not 0."),
                Arguments.of("name: a\nrate: 1", "run.yaml:2:7: 'rate' must be less than 1, not 1."),
                Arguments.of("name: 5", "run.yaml:1:7: 'name' must be text, not 5. Maybe write 'name: quick-start'."),
                Arguments.of(
                        "name: ''",
                        "run.yaml:1:7: 'name' has no letters, but must have at least 1. Maybe write 'name: quick-start'."),
                Arguments.of(
                        "name: a\nstrict: yes",
                        "run.yaml:2:9: 'strict' must be true or false, not the text 'yes'. Maybe write true or false."),
                Arguments.of("name: a\nversion: 2", "run.yaml:2:10: 'version' must be 1, not 2. Maybe write 1."),
                Arguments.of(
                        "name: a\nstrategy: genetik",
                        "run.yaml:2:11: 'strategy' must be 'genetic' or 'random', not the text 'genetik'. Maybe you meant 'genetic'."),
                Arguments.of(
                        "name: a\nstrategy: 7",
                        "run.yaml:2:11: 'strategy' must be 'genetic' or 'random', not 7. Maybe write 'genetic' or 'random'."),
                Arguments.of(
                        "name: a\nstrategy: random", "run.yaml:1:1: the key 'budget' is missing. Maybe add 'budget'."),
                Arguments.of("name: a\nwidths: []", "run.yaml:2:9: 'widths' has no items, but must have at least 1."),
                Arguments.of(
                        "name: a\nwidths: [2, 4, 3]",
                        "run.yaml:2:16: item 3 of 'widths' must be a width of 2, 4 or 8 bits, not 3. Maybe write 2, 4 or 8."),
                Arguments.of(
                        "name: a\nwidths: [2, 4, 2]", "run.yaml:2:16: 'widths' holds 2 twice. Maybe leave one out."),
                Arguments.of(
                        "name: a\nwidths: [8, 8.0]", "run.yaml:2:13: 'widths' holds 8.0 twice. Maybe leave one out."),
                Arguments.of(
                        "name: a\nwidths: 8",
                        "run.yaml:2:9: 'widths' must be a list, not 8. Maybe put it in brackets: [8]."),
                Arguments.of(
                        "name: a\npin: {conv1: 8}",
                        "run.yaml:2:14: 'conv1' must be a precision such as 8/8, not 8. Maybe write 'conv1: 8/8'."),
                Arguments.of(
                        "name: a\npin: {conv1: eight}",
                        "run.yaml:2:14: 'conv1' must be a precision such as 8/8, not the text 'eight'. Maybe write 'conv1: 8/8'."),
                Arguments.of(
                        "name: a\npin: {conv2: 8/8}",
                        "run.yaml:2:7: the key 'conv2' in 'pin' must be 'conv1' or 'fc'. Maybe you meant 'conv1'."),
                Arguments.of(
                        "name: a\nthreads: atuo",
                        "run.yaml:2:10: 'threads' must be 'auto' or a whole number of at least 1, not the text 'atuo'. Maybe you meant 'auto'."),
                Arguments.of("name: a\nthreads: 0", "run.yaml:2:10: 'threads' must be at least 1, not 0."),
                Arguments.of(
                        "name: a\nthreads: [1]",
                        "run.yaml:2:10: 'threads' must be 'auto' or a whole number of at least 1, not a list."),
                Arguments.of("name: a\ndata: 3", "run.yaml:2:7: 'data' must be text or a block of keys, not 3."),
                Arguments.of(
                        "name: a\ndata: {labels: x}",
                        "run.yaml:2:7: the key 'images' is missing in 'data'. Maybe add 'images'.\nrun.yaml:2:"),
                Arguments.of(
                        "name: a\ndata: {image: x}",
                        "run.yaml:2:8: no key is named 'image' here in 'data'. Maybe you meant 'images'."),
                Arguments.of(
                        "name: a\ndata: {images: x, label: y}",
                        "run.yaml:2:19: no key is named 'label' here in 'data'. Maybe you meant 'labels'."),
                Arguments.of(
                        "name: a\nstages: [a, 1, [2], true]",
                        "run.yaml:2:16: item 3 of 'stages' must be text or a whole number, not a list. Maybe write text or a whole number.\nrun.yaml:2:21: item 4 of 'stages' must be text or a whole number, not true."),
                Arguments.of("nme: a\nbudget: 0\nrate: x", """
                        run.yaml:1:1: no key is named 'nme' here. Maybe you meant 'name'.
                        run.yaml:2:9: 'budget' must be at least 1, not 0. Maybe write at least 1.
                        run.yaml:3:7: 'rate' must be a number, not the text 'x'. Maybe"""));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithPlaceProblemAndMend(String yaml, String message) {
        String actual =
                assertThrows(InvalidInputException.class, () -> parse(yaml)).getMessage();
        assertTrue(actual.startsWith(message), () -> "\nexpected: " + message + "\nactual:   " + actual);
        assertTrue(
                actual.lines().allMatch(line -> line.matches("run\\.yaml(:\\d+:\\d+)?: .+[^.]\\. Maybe [^.].*[^.]\\.")),
                actual);
        assertFalse(actual.contains("$") || actual.contains("schema"), actual);
    }

    @Test
    void tellsFiveProblemsAndCountsTheRest() {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> parse("name: a\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\nh: 1"));

        assertEquals(
                List.of("run.yaml:2:1", "run.yaml:3:1", "run.yaml:4:1", "run.yaml:5:1", "run.yaml:6:1", "run.yaml"),
                refused.all().stream().map(InvalidInputException::place).toList());
        assertEquals(
                "run.yaml: there are 2 more problems. Maybe mend these first.",
                refused.all().getLast().getMessage());
        assertEquals(6, refused.getMessage().lines().count());
    }

    @Test
    void readsTheCoreSchemaOfYaml() {
        String yaml = """
                text: no
                quoted: "8"
                forced: !!str 8
                plan: 8/8
                date: 2026-01-01
                ints: [0, -7, +7, 0x1F, 0o17, 010, 3000000000, 99999999999999999999]
                floats: [1.5, 1e3, -.5, 1.]
                truths: [true, False]
                nothing: [~, null, ]
                block: |
                  two
                  lines
                base: &base {a: 1, b: [x, y]}
                copy: *base
                """;
        String json = """
                {"text": "no", "quoted": "8", "forced": "8", "plan": "8/8", "date": "2026-01-01",
                 "ints": [0, -7, 7, 31, 15, 10, 3000000000, 99999999999999999999],
                 "floats": [1.5, 1000.0, -0.5, 1.0], "truths": [true, false], "nothing": [null, null],
                 "block": "two\\nlines\\n", "base": {"a": 1, "b": ["x", "y"]}, "copy": {"a": 1, "b": ["x", "y"]}}
                """;
        assertEquals(
                new JsonMapper().readTree(json),
                YamlDocument.parse("all.yaml", yaml, ANYTHING).json());
    }

    @Test
    void everyValueKnowsItsPlace() {
        YamlDocument document = parse("""
                # a comment
                name: a
                pin:
                  conv1: 8/8
                  fc:
                    4/4
                widths: [2,
                         8]
                """);
        YamlValue pin = document.root().get("pin");
        assertAll(
                () -> assertEquals("run.yaml:2:1", document.root().place()),
                () -> assertEquals("run.yaml:4:3", pin.place()),
                () -> assertEquals("run.yaml:3:1", pin.keyPlace()),
                () -> assertEquals("run.yaml:6:5", pin.get("fc").place()),
                () -> assertEquals("run.yaml:5:3", document.at("/pin/fc").keyPlace()),
                () -> assertEquals("run.yaml:8:10", document.at("/widths/1").place()),
                () -> assertEquals("run.yaml:8:10", document.at("/widths/1").keyPlace()),
                () -> assertEquals(
                        "run.yaml:4:3: no layer is named 'conv1'. Maybe you meant 'conv_1'.",
                        pin.get("conv1")
                                .invalidKey("no layer is named 'conv1'", "you meant 'conv_1'")
                                .getMessage()),
                () -> assertEquals(
                        "run.yaml:4:3: nothing. Maybe something.",
                        document.invalid("/pin/conv7", "nothing", "something").getMessage()));
    }

    @Test
    void valuesReadAsWhatTheyAre() {
        YamlValue root = parse(
                        "{name: a, budget: 7, rate: 0.5, strict: true, widths: [2, 8], pin: {fc: 8/8, conv1: 4/4}}")
                .root();
        assertAll(
                () -> assertEquals("a", root.get("name").text()),
                () -> assertEquals(7, root.get("budget").integer()),
                () -> assertEquals(0.5, root.get("rate").number()),
                () -> assertTrue(root.get("strict").flag()),
                () -> assertEquals(List.of(2, 8), root.get("widths").list(YamlValue::integer)),
                () -> assertEquals(
                        List.of("fc", "conv1"),
                        List.copyOf(root.get("pin").entries().keySet())),
                () -> assertTrue(root.find("version").isEmpty()),
                () -> assertThrows(IllegalArgumentException.class, () -> root.get("version")));
    }

    @Test
    void wholeNumbersMayBeWrittenAsDecimalsButMustFit() {
        YamlDocument document = YamlDocument.parse("n.yaml", "[1e3, 3000000000, 1.5]", ANYTHING);
        assertEquals(1000, document.at("/0").integer());
        assertThrows(InvalidInputException.class, () -> document.at("/1").integer());
        assertThrows(InvalidInputException.class, () -> document.at("/2").integer());
    }

    @Test
    void aRefusalByADomainRecordGetsAPlace() {
        YamlValue pin = parse("{name: a, pin: {fc: 9/9}}").at("/pin/fc");
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> pin.read(
                        value -> {
                            throw new IllegalArgumentException("width 9 is too much");
                        },
                        "use 8"));
        assertEquals("run.yaml:1:21: width 9 is too much. Maybe use 8.", refused.getMessage());
    }

    @Test
    void boundsNesting() {
        String deepest = "[".repeat(YamlReader.DEEPEST) + "]".repeat(YamlReader.DEEPEST);
        YamlDocument.parse("deep.yaml", deepest, ANYTHING);
        String deeper = "[".repeat(100_000);
        assertTrue(assertThrows(InvalidInputException.class, () -> YamlDocument.parse("deep.yaml", deeper, ANYTHING))
                .getMessage()
                .startsWith("deep.yaml:1:66: values are nested more than 64 deep."));
    }

    @Test
    void boundsWhatAliasesExpandTo() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 9; i++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        assertTrue(assertThrows(
                        InvalidInputException.class, () -> YamlDocument.parse("bomb.yaml", bomb.toString(), ANYTHING))
                .getMessage()
                .contains("the file holds more than 250000 values by here. Maybe aliases refer to aliases"));
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws IOException {
        Path good = Files.writeString(folder.resolve("quickstart.yaml"), "\uFEFFname: a\n");
        assertEquals("a", YamlDocument.read(good, MENU).root().get("name").text());

        assertRefused(folder.resolve("quikstart.yaml"), "there is no such file. Maybe you meant 'quickstart.yaml'.");
        assertRefused(folder.resolve("none/quickstart.yaml"), "there is no such file. Maybe the folder is misspelt.");
        assertRefused(folder, "this is a folder, not a YAML file. Maybe name a file in it.");
        Path latin = Files.write(folder.resolve("latin.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(latin, "the file is not UTF-8 text. Maybe it is another file.");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {8, 7, 0, 1});
        assertRefused(binary, "this is not YAML: ");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[TextFile.LARGEST_BYTES + 1]);
        assertRefused(large, "the file is larger than 10 MB. Maybe it is another file.");
    }

    private static void assertRefused(Path file, String message) {
        String actual = assertThrows(InvalidInputException.class, () -> YamlDocument.read(file, MENU))
                .getMessage();
        assertTrue(actual.startsWith(file + ": " + message) || actual.startsWith(file + ":1:1: " + message), actual);
    }

    @Test
    void aSchemaThatIsNotThereIsAMistakeOfOurs() {
        assertThrows(IllegalArgumentException.class, () -> YamlSchema.load(YamlDocument.class, "none.schema.json"));
    }
}
