package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads tokenizers of BERT's kind: a {@code tokenizer.json} of Hugging Face's tokenizers whose model is WordPiece, or a
 * {@code vocab.txt} with one piece to a line, which lowers the case unless a piece has capital letters.
 */
final class TokenizerFile {
    private static final long MAX_BYTES = 1L << 24;
    private static final int MAX_ID = 1 << 24;
    private static final int DEFAULT_LONGEST = 100;
    private static final String DEFAULT_PREFIX = "##";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .build();

    private final Path file;
    private final Map<String, Integer> vocabulary = new HashMap<>();

    private TokenizerFile(Path file) {
        this.file = file;
    }

    /**
     * @param length tokens of each sample, at least 4
     * @throws InvalidInputException when the file describes no tokenizer of this kind
     */
    static Tokenizer read(Path file, int length) {
        TokenizerFile reader = new TokenizerFile(file);
        String kind = "a tokenizer";
        String mend = "another file was meant";
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".txt")) {
            return reader.vocabulary(TextLines.read(file, MAX_BYTES, kind, mend), length);
        }
        InputFile.requireAtMost(file, MAX_BYTES, kind, mend);
        try {
            return reader.described(JSON.readTree(file), length);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    file.toString(),
                    "it is no sound JSON: " + ArrayInput.shown(e.getOriginalMessage()),
                    "it is truncated, or no tokenizer.json",
                    e);
        }
    }

    private Tokenizer vocabulary(List<String> lines, int length) {
        for (int line = 0; line < lines.size(); line++) {
            vocabulary.put(lines.get(line), line);
        }
        boolean lower = vocabulary.keySet().stream()
                .filter(piece -> !piece.startsWith("["))
                .allMatch(piece -> piece.equals(piece.toLowerCase(Locale.ROOT)));
        return tokenizer(
                new BertWords(true, true, lower, lower),
                new WordPiece(vocabulary, DEFAULT_PREFIX, id("[UNK]"), DEFAULT_LONGEST),
                length);
    }

    private Tokenizer described(JsonNode root, int length) {
        JsonNode model = root.path("model");
        String kind = model.path("type").asString("");
        if (!kind.equals("WordPiece")) {
            throw problem(
                    kind.isEmpty() ? "it describes no tokenizer" : "its tokenizer is of the kind " + shown(kind),
                    "WordPiece, as of BERT's relatives, is understood; others' tokens can be given as arrays: 'source: npz'");
        }
        requireType(root.path("pre_tokenizer"), "BertPreTokenizer");
        model.path("vocab").properties().forEach(entry -> vocabulary.put(entry.getKey(), number(entry)));
        return tokenizer(
                words(root.path("normalizer")),
                new WordPiece(
                        vocabulary,
                        model.path("continuing_subword_prefix").asString(DEFAULT_PREFIX),
                        id(model.path("unk_token").asString("[UNK]")),
                        Math.clamp(model.path("max_input_chars_per_word").asInt(DEFAULT_LONGEST), 1, 1000)),
                length);
    }

    private int number(Map.Entry<String, JsonNode> entry) {
        JsonNode id = entry.getValue();
        if (!id.isInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
            throw problem("the piece '" + shown(entry.getKey()) + "' has no number", "the file is damaged");
        }
        return id.intValue();
    }

    private BertWords words(JsonNode normalizer) {
        if (normalizer.isNull() || normalizer.isMissingNode()) {
            return new BertWords(false, false, false, false);
        }
        requireType(normalizer, "BertNormalizer");
        boolean lower = normalizer.path("lowercase").asBoolean(true);
        return new BertWords(
                normalizer.path("clean_text").asBoolean(true),
                normalizer.path("handle_chinese_chars").asBoolean(true),
                Optional.of(normalizer.path("strip_accents"))
                        .filter(JsonNode::isBoolean)
                        .map(JsonNode::booleanValue)
                        .orElse(lower),
                lower);
    }

    private void requireType(JsonNode part, String type) {
        String found = part.path("type").asString("");
        if (!found.equals(type)) {
            throw problem(
                    "it has " + (found.isEmpty() ? "no " : "a part " + shown(found) + " instead of ") + type,
                    "tokens of other tokenizers can be given as arrays: 'source: npz'");
        }
    }

    private Tokenizer tokenizer(BertWords words, WordPiece pieces, int length) {
        return new Tokenizer(words, pieces, id("[CLS]"), id("[SEP]"), id("[PAD]"), length);
    }

    private int id(String special) {
        Integer id = vocabulary.get(special);
        if (id == null) {
            throw problem("its vocabulary has no '" + shown(special) + "'", "it is no tokenizer of BERT's kind");
        }
        return id;
    }

    private static String shown(String text) {
        return ArrayInput.shown(text);
    }

    private InvalidInputException problem(String problem, String mend) {
        return new InvalidInputException(file.toString(), problem, mend);
    }
}
