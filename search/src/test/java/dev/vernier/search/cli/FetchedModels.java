package dev.vernier.search.cli;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small networks with random weights in the place of those that configurations tell a person to fetch. */
record FetchedModels(Path folder) {
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int CLASSES = CHARACTERS.length() + 2;

    /** Writes what {@code configs/ocr-*.yaml} name. */
    static void write(Path folder) throws IOException {
        FetchedModels models = new FetchedModels(Files.createDirectories(folder));
        models.write("ch_ppocr_mobile_v2.0_cls_infer", classifier());
        models.write("ch_PP-OCRv4_rec_infer", recogniser());
        Files.writeString(
                folder.resolve("ppocr_keys_v1.txt"),
                Stream.of(CHARACTERS.split("")).collect(Collectors.joining("\n")));
    }

    private void write(String name, Graph graph) {
        OnnxWriter.write(graph, folder.resolve(name + ".onnx"), OnnxWriter.Options.defaults());
    }

    private static Graph classifier() {
        return lines(192)
                .node("pool", new Op.GlobalAveragePool(), "relu")
                .node("flat", new Op.Flatten(1), "pool")
                .constant("w", weights(2, 8))
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "w")
                .node("scores", new Op.Softmax(1), "fc")
                .output("scores")
                .build();
    }

    /** Scores for each step of 8 pixels, from left to right. */
    private static Graph recogniser() {
        return lines(320)
                .constant("w", weights(CLASSES, 8, 6, 1))
                .node("columns", new Op.Conv(new Window(new Span(6, 6, 1, 0, 0), Span.SINGLE), 1), "relu", "w")
                .node("steps", new Op.Reshape(List.of(1, CLASSES, 40)), "columns")
                .node("turned", new Op.Transpose(List.of(0, 2, 1)), "steps")
                .node("scores", new Op.Softmax(2), "turned")
                .output("scores")
                .build();
    }

    private static Graph.Builder lines(int width) {
        return Graph.builder("lines")
                .input("x", Shape.of(1, 3, 48, width))
                .constant("w1", weights(8, 3, 8, 8))
                .node("conv", new Op.Conv(Window.square(8, 8, 0), 1), "x", "w1")
                .node("relu", new Op.Relu(), "conv");
    }

    private static Tensor weights(int... extents) {
        Random random = new Random(Shape.of(extents).elements());
        float[] values = new float[Math.toIntExact(Shape.of(extents).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.3);
        }
        return Tensor.floats(values, extents);
    }
}
