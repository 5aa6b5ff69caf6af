package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    /** The parts of BERT's uncased tokenizer, with a vocabulary of a few words. */
    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [
               {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 1, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
               "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
               "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}, "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
               "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "hello": 4, "world": 5, "un": 6, "##aff": 7, "##able": 8, ",": 9, "naive": 10}}}
            """;

    @TempDir
    Path folder;

    private Path tokenizer = Path.of("");

    @BeforeEach
    void write() throws IOException {
        tokenizer = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    }

    @Test
    void wordsBecomeTokensAsBertHasThem() {
        Tokenizer tokens = TokenizerFile.read(tokenizer, 10);
        Tokenizer.Tokens one = tokens.encode(List.of("Hello, unaffable  NAÏVE xyz"));
        assertArrayEquals(new int[] {2, 4, 9, 6, 7, 8, 10, 1, 3, 0}, one.ids());
        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, one.mask());
        Tokenizer.Tokens pair = tokens.encode(List.of("hello world", "world"));
        assertArrayEquals(new int[] {2, 4, 5, 3, 5, 3, 0, 0, 0, 0}, pair.ids());
        assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1, 0, 0, 0, 0}, pair.types());
        Tokenizer.Tokens cut = TokenizerFile.read(tokenizer, 6).encode(List.of("hello hello hello hello", "world"));
        assertArrayEquals(new int[] {2, 4, 4, 3, 5, 3}, cut.ids());
    }

    /** As {@code truncation="longest_first"} of Hugging Face's tokenizers, where both are longer than there is room. */
    @Test
    void ofTwoTextsTheLongerKeepsTheOddToken() {
        Tokenizer tokens = TokenizerFile.read(tokenizer, 6);
        String shorter = "hello ".repeat(9);
        String longer = "world unaffable ".repeat(5);
        assertArrayEquals(
                new int[] {2, 4, 3, 5, 6, 3},
                tokens.encode(List.of(shorter, longer)).ids());
        assertArrayEquals(
                new int[] {2, 5, 6, 3, 4, 3},
                tokens.encode(List.of(longer, shorter)).ids());
    }

    @Test
    void linesAreTextsOfWhichNothingIsKnown() throws IOException {
        Path lines = Files.writeString(folder.resolve("x.txt"), "hello\n\nworld \nhello world\r\n");
        DataSource source = new TextSource(lines, Optional.empty(), new TextForm.Lines(), tokenizer, 4);
        Splits splits = source.open(new SplitRequest(1, 1, OptionalInt.empty(), 1));
        assertEquals(Truth.NONE, splits.search().truth());
        assertEquals(
                List.of(
                        new SampleInput("input_ids", Shape.of(4)),
                        new SampleInput("attention_mask", Shape.of(4)),
                        new SampleInput("token_type_ids", Shape.of(4))),
                splits.search().inputs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x.csv   | s,t;neg,\"world, hello\";pos,hello;neg,hello",
                "x.tsv   | s\tt;neg\tworld, hello;pos\thello;neg\thello",
                "x.json  | [{\"t\":\"world, hello\",\"s\":\"neg\"},{\"s\":\"pos\",\"x\":[{}],\"t\":\"hello\"},"
                        + "{\"t\":\"hello\",\"s\":\"neg\"}]",
                "x.jsonl | {\"t\":\"world, hello\",\"s\":\"neg\"};{\"t\":\"hello\",\"s\":\"pos\"};"
                        + "{\"t\":\"hello\",\"s\":\"neg\"}",
            })
    void tablesHoldTextsAndTheirClasses(String name, String content) throws IOException {
        Path table = Files.writeString(folder.resolve(name), content.replace(";", "\n"));
        TextReader.Texts texts =
                TextReader.table(table, List.of("t"), new TargetColumns(KnownColumns.label("s")), true);
        assertEquals(List.of(List.of("world, hello"), List.of("hello"), List.of("hello")), texts.samples());
        assertEquals(
                List.of(new Target.OfClass(0), new Target.OfClass(1), new Target.OfClass(0)),
                texts.targets().list());
    }

    /** As the film reviews of IMDB are shipped. */
    @Test
    void foldersHoldTextsOfTheirClasses() throws IOException {
        for (String part : List.of("train", "test")) {
            for (String file : List.of("neg/0_3.txt", "neg/1_1.txt", "pos/0_9.txt", "pos/more/1_10.txt")) {
                Path text = folder.resolve(part).resolve(file);
                Files.createDirectories(Objects.requireNonNull(text.getParent()));
                Files.writeString(text, file.startsWith("neg") ? "hello\nworld" : "world");
            }
        }
        Files.writeString(folder.resolve("train/neg/urls.lst"), "no text");
        DataSource source = new TextSource(
                folder.resolve("train"),
                Optional.of(folder.resolve("test")),
                new TextForm.Folders(Optional.empty()),
                tokenizer,
                5);
        Splits splits = source.open(new SplitRequest(2, 2, OptionalInt.empty(), 1));
        assertEquals(4, splits.test().size());
        float[] ids = new float[5];
        for (int i = 0; i < 4; i++) {
            splits.test().read(i, 0, ids, 0);
            assertEquals(i < 2 ? 0 : 1, splits.test().label(i));
            assertArrayEquals(i < 2 ? new float[] {2, 4, 5, 3, 0} : new float[] {2, 5, 3, 0, 0}, ids);
        }
        source.requireTold(splits, 2);
        assertRefused("it names 2 classes, and the model tells 3 apart", () -> source.requireTold(splits, 3));
        Files.write(folder.resolve("test/pos/2_8.txt"), new byte[] {(byte) 0xff});
        assertRefused(
                "2_8.txt: it is no UTF-8 text", () -> source.open(new SplitRequest(2, 2, OptionalInt.empty(), 1)));
        Files.writeString(Files.createDirectories(folder.resolve("test/unsup")).resolve("0_0.txt"), "hello");
        assertRefused(
                "unsup: no class has the name of this folder",
                () -> source.open(new SplitRequest(2, 2, OptionalInt.empty(), 1)));
    }

    private static void assertRefused(String part, Runnable action) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, action::run);
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }

    @Test
    void pairsMayHaveScores() throws IOException {
        Path table = Files.writeString(folder.resolve("x.csv"), "a,b,score\nhello,world,2.5\nworld,hello world,4\n");
        KnownColumns score = new KnownColumns(Optional.empty(), Optional.empty(), List.of("score"));
        DataSource source = new TextSource(
                table, Optional.of(table), new TextForm.Table(List.of("a", "b"), score, true), tokenizer, 8);
        Dataset test =
                source.open(new SplitRequest(1, 1, OptionalInt.empty(), 1)).test();
        assertArrayEquals(new float[] {2.5f}, ((Target.Values) test.target(0)).values());
        float[] ids = new float[8];
        test.read(1, 0, ids, 0);
        assertArrayEquals(new float[] {2, 5, 3, 4, 5, 3, 0, 0}, ids);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x.json | [{\"t\":\"a\"}] | record 1: there is no text and no number named 's'",
                "x.json | [{\"t\":\"a\",\"s\":1},3] | record 2: it is no object",
                "x.json | [{\"t\":\"a\",\"s\":1},{\"t\":\"a | after 2 records it is no sound JSON",
                "x.json | [] | there is no text in it",
                "x.csv  | t,s | there is no text in it",
                "x.csv  | t,z;a,1 | no column is named 's'",
            })
    void saysWhatIsWrongWithATable(String name, String content, String problem) throws IOException {
        Path table = Files.writeString(folder.resolve(name), content.replace(";", "\n"));
        TargetColumns label = new TargetColumns(KnownColumns.label("s"));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> TextReader.table(table, List.of("t"), label, true));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    /** Whatever is done to a tokenizer, it works or is refused in one message. */
    @Test
    void damagedTokenizersAreRefused() throws IOException {
        byte[] sound = TOKENIZER.getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int seed = 0; seed < 150; seed++) {
            byte[] damaged = sound.clone();
            Random random = new Random(seed);
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) "\"{}[]:,09-ae\0".charAt(random.nextInt(13));
            }
            byte[] content = seed % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
            Path file = Files.write(folder.resolve("damaged.json"), content);
            refused += assertTimeoutPreemptively(Duration.ofSeconds(10), () -> isRefused(file) ? 1 : 0, "seed " + seed);
        }
        assertTrue(refused > 50, refused + " refused");
    }

    private static boolean isRefused(Path file) {
        try {
            TokenizerFile.read(file, 16).encode(List.of("hello, unaffable world", "naive"));
            return false;
        } catch (InvalidInputException e) {
            return true;
        }
    }

    @Test
    void aListOfPiecesWillDo() throws IOException {
        Path pieces = Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\nσοφοσ\n");
        assertArrayEquals(
                new int[] {2, 4, 5, 1, 3, 0},
                TokenizerFile.read(pieces, 6)
                        .encode(List.of("HELLO\u00ad ΣΟΦΟΣ a"))
                        .ids());
        Files.writeString(pieces, "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\nHello\n");
        assertArrayEquals(
                new int[] {2, 5, 4, 3},
                TokenizerFile.read(pieces, 4)
                        .encode(List.of("Hello hello hello"))
                        .ids());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "WordPiece | BPE | its tokenizer is of the kind BPE. Maybe WordPiece, as of BERT's relatives, is understood",
                "BertPreTokenizer | Metaspace | it has a part Metaspace instead of BertPreTokenizer",
                "BertNormalizer | NFC | it has a part NFC instead of BertNormalizer",
                "\"[SEP]\": 3 | \"[SEP\": 3 | its vocabulary has no '[SEP]'",
                "\"hello\": 4 | \"hello\": -4 | the piece 'hello' has no number",
            })
    void tokenizersOfOtherKindsAreRefused(String part, String instead, String problem) throws IOException {
        Files.writeString(tokenizer, TOKENIZER.replace(part, instead));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> TokenizerFile.read(tokenizer, 16));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }
}
