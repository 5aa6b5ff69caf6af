package dev.vernier.search.cli;

import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A transformer of two layers with the inputs of BERT and random weights, its vocabulary, and reviews to read. */
final class SmallEncoder {
    private static final int REVIEWS = 400;
    private static final int FEATURES = 8;
    private static final int LAYERS = 2;
    private static final List<String> WORDS =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "film", "was", "good", "bad", "##ly", "!");

    private final Random random = new Random(11);
    private final Graph.Builder builder = Graph.builder("encoder").opsets(Map.of("", 17));

    private final int tokens;

    private SmallEncoder(int tokens) {
        this.tokens = tokens;
    }

    /**
     * Writes model, tokenizer and reviews under the names of those that {@code minilm-cosine.yaml} fetches.
     *
     * @param tokens that the model takes
     */
    static void write(Path folder, int tokens) throws IOException {
        Files.createDirectories(folder);
        OnnxWriter.write(
                new SmallEncoder(tokens).network(),
                folder.resolve("all-minilm-l6-v2.onnx"),
                OnnxWriter.Options.defaults());
        String vocabulary = IntStream.range(0, WORDS.size())
                .mapToObj(id -> "\"" + WORDS.get(id) + "\": " + id)
                .collect(Collectors.joining(", ", "{", "}"));
        Files.writeString(folder.resolve("all-minilm-l6-v2-tokenizer.json"), """
                {"normalizer": {"type": "BertNormalizer"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "model": {"type": "WordPiece", "vocab": %s}}
                """.formatted(vocabulary));
        Files.writeString(folder.resolve("reviews.json"), reviews());
    }

    private static String reviews() {
        Random random = new Random(12);
        return IntStream.range(0, REVIEWS)
                .mapToObj(_ -> "{\"t\": \""
                        + random.ints(1 + random.nextInt(80), 4, WORDS.size() + 1)
                                .mapToObj(
                                        id -> id < WORDS.size() ? WORDS.get(id).replace("##", "good") : "boring")
                                .collect(Collectors.joining(" "))
                        + "\", \"s\": " + random.nextInt(2) + "}")
                .collect(Collectors.joining(",\n", "[", "]"));
    }

    private Graph network() {
        TensorType row = new TensorType(ElementType.INT64, Shape.of(1, tokens));
        builder.input("input_ids", row).input("attention_mask", row).input("token_type_ids", row);
        builder.constant("words", weights(WORDS.size(), FEATURES)).constant("types", weights(2, FEATURES));
        builder.node("word", states("Gather"), "words", "input_ids");
        builder.node("type", states("Gather"), "types", "token_type_ids");
        builder.node("embedded", new Op.Add(), "word", "type");
        penalty();
        String states = "embedded";
        for (int layer = 0; layer < LAYERS; layer++) {
            states = layer(states, "layer" + layer + "_");
        }
        return builder.output(states).build();
    }

    /** What keeps attention from tokens that only fill up: 0 for the others, −1000 for these. */
    private void penalty() {
        Shape row = Shape.of(1, 1, tokens);
        builder.node("row", new Op.Reshape(row.toList()), "attention_mask")
                .node("mask", other("Cast", Map.of("to", new Attribute.Whole(1)), row), "row")
                .constant("one", Tensor.floats(new float[] {1}, 1))
                .constant("much", Tensor.floats(new float[] {1000}, 1))
                .node("less", other("Sub", Map.of(), row), "mask", "one")
                .node("penalty", other("Mul", Map.of(), row), "less", "much");
    }

    private String layer(String states, String name) {
        for (String role : List.of("query", "key", "value")) {
            product(name + role, states, FEATURES, FEATURES);
        }
        builder.node(name + "turned", new Op.Transpose(List.of(0, 2, 1)), name + "key")
                .node(name + "scores", new Op.MatMul(), name + "query", name + "turned")
                .node(name + "masked", new Op.Add(), name + "scores", "penalty")
                .node(name + "attention", new Op.Softmax(2), name + "masked")
                .node(name + "context", new Op.MatMul(), name + "attention", name + "value");
        product(name + "out", name + "context", FEATURES, FEATURES);
        String attended = normalised(name + "attended", states, name + "out");
        product(name + "up", attended, FEATURES, 2 * FEATURES);
        builder.node(name + "active", new Op.Relu(), name + "up");
        product(name + "down", name + "active", 2 * FEATURES, FEATURES);
        return normalised(name + "states", attended, name + "down");
    }

    private void product(String name, String states, int inputs, int outputs) {
        builder.constant(name + "_w", weights(inputs, outputs)).node(name, new Op.MatMul(), states, name + "_w");
    }

    private String normalised(String name, String states, String more) {
        float[] ones = new float[FEATURES];
        Arrays.fill(ones, 1);
        builder.node(name + "_sum", new Op.Add(), states, more)
                .constant(name + "_scale", Tensor.floats(ones, FEATURES))
                .node(name, states("LayerNormalization"), name + "_sum", name + "_scale");
        return name;
    }

    private Op states(String operator) {
        return other(operator, Map.of(), Shape.of(1, tokens, FEATURES));
    }

    private static Op other(String operator, Map<String, Attribute> attributes, Shape result) {
        return new Op.Other(
                "", operator, new TreeMap<>(attributes), List.of(new TensorType(ElementType.FLOAT, result)));
    }

    private Tensor weights(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(rows));
        }
        return Tensor.floats(values, rows, columns);
    }
}
