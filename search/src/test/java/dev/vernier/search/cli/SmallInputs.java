package dev.vernier.search.cli;

import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/**
 * A small network and samples of two classes that it tells apart, in files that a person might bring: bright squares on
 * the left or on the right of a noisy 8×8 image.
 */
record SmallInputs(Path folder) {
    static final int SAMPLES = 400;
    private static final int SIDE = 8;

    /** Writes {@code model.onnx}, {@code gated.onnx}, {@code images.npy}, {@code labels.npy} and the same data as IDX. */
    static SmallInputs write(Path folder) throws IOException {
        SmallInputs inputs = new SmallInputs(folder);
        OnnxWriter.write(network(), folder.resolve("model.onnx"), OnnxWriter.Options.defaults());
        OnnxWriter.write(gatedNetwork(), folder.resolve("gated.onnx"), OnnxWriter.Options.defaults());
        byte[] pixels = new byte[SAMPLES * SIDE * SIDE];
        byte[] labels = new byte[SAMPLES];
        draw(pixels, labels);
        Files.write(folder.resolve("images.npy"), npy("|u1", "(" + SAMPLES + ", 1, 8, 8)", pixels));
        Files.write(folder.resolve("labels.npy"), npy("|u1", "(" + SAMPLES + ",)", labels));
        Files.write(folder.resolve("images.idx"), idx(pixels, SAMPLES, SIDE, SIDE));
        Files.write(folder.resolve("labels.idx"), idx(labels, SAMPLES));
        return inputs;
    }

    /** A configuration for these files; {@code more} replaces lines by their keys' first words. */
    Path config(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, text);
        return file;
    }

    /** A short search over the {@code .npy} files. */
    static String npyConfig() {
        return """
                name: own-npy
                model: model.onnx
                data:
                  source: npy
                  images: images.npy
                  labels: labels.npy
                  scale: 0.00392156862745098
                  calibration: 60
                  search: 120
                objectives: [accuracy, latency_ms, weight_bytes]
                hardware: [cpu-x86-avx512, gpu-nvidia-t4]
                space:
                  weight-bits: [2, 4, 8]
                  activation-bits: [4, 8]
                  pin: { fc: 8/8 }
                search: { strategy: genetic, budget: 24, seed: 3 }
                """;
    }

    /**
     * The same for devices of three schemes, whose profiles it writes: {@code usual}, {@code tensor} with weights per
     * tensor and zero points, {@code shifts} with scales that are powers of two.
     */
    Path schemesConfig() throws IOException {
        profile("usual", "{}");
        profile("tensor", "{weights: per-tensor-asymmetric}");
        profile("shifts", "{weights: per-tensor-symmetric, activations: symmetric, scales: power-of-two}");
        return config(
                "schemes",
                npyConfig()
                        .replace(
                                "[cpu-x86-avx512, gpu-nvidia-t4]",
                                "[./usual.profile.yaml, ./tensor.profile.yaml, ./shifts.profile.yaml]")
                        .replace("budget: 24", "budget: 36"));
    }

    private void profile(String name, String scheme) throws IOException {
        Files.writeString(folder.resolve(name + ".profile.yaml"), """
                name: %s
                description: A device that was made for a test
                device: cpu
                origin: analytic
                legality: {weights: [2, 4, 8], activations: [4, 8], scheme: %s}
                roofline:
                  batch: 1
                  float_bits: 32
                  memory_gb_per_s: 10
                  memory_efficiency: 1
                  classes:
                    codes: {weights: [2, 4, 8], activations: [4, 8], peak_tops: 0.2, efficiency: 1, overhead_us: 1}
                """.formatted(name, scheme));
    }

    /** The same samples as images in a folder for each class, half of them JPEG, and a configuration for them. */
    Path imagesConfig() throws IOException {
        byte[] pixels = new byte[SAMPLES * SIDE * SIDE];
        byte[] labels = new byte[SAMPLES];
        draw(pixels, labels);
        for (int sample = 0; sample < SAMPLES; sample++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster()
                    .setDataElements(
                            0,
                            0,
                            SIDE,
                            SIDE,
                            Arrays.copyOfRange(pixels, sample * SIDE * SIDE, (sample + 1) * SIDE * SIDE));
            Path side = Files.createDirectories(folder.resolve(labels[sample] == 1 ? "images/right" : "images/left"));
            String format = sample % 2 == 0 ? "png" : "jpg";
            ImageIO.write(image, format, side.resolve(sample + "." + format).toFile());
        }
        return config(
                "images",
                idxConfig()
                        .replace(
                                "source: idx, images: images.idx, labels: labels.idx",
                                "source: image-folder, folder: images, resize: 8, crop: 8, colors: grey"));
    }

    /** A small network on two features and a table that it classifies, and a configuration for them. */
    Path tableConfig() throws IOException {
        Graph network = Graph.builder("features")
                .input("features", Shape.of(1, 2))
                .constant("w", Tensor.floats(new float[] {1, -1, -1, 1}, 2, 2))
                .constant("b", Tensor.floats(new float[2], 2))
                .node("fc", new Op.Gemm(1, 1, false, true), "features", "w", "b")
                .output("fc")
                .build();
        OnnxWriter.write(network, folder.resolve("features.onnx"), OnnxWriter.Options.defaults());
        StringBuilder table = new StringBuilder("first,\"second, larger where class is 1\",class\n");
        Random random = new Random(6);
        for (int sample = 0; sample < SAMPLES; sample++) {
            double first = random.nextGaussian();
            double second = random.nextGaussian();
            table.append(first)
                    .append(',')
                    .append(second)
                    .append(',')
                    .append(second > first ? 1 : 0)
                    .append('\n');
        }
        Files.writeString(folder.resolve("table.csv"), table);
        return config(
                "table",
                idxConfig()
                        .replace("model.onnx", "features.onnx")
                        .replace(
                                "source: idx, images: images.idx, labels: labels.idx",
                                "source: csv, table: table.csv, label: class"));
    }

    /**
     * A network of two outputs on the tokens of a text, a table of texts with a good or a bad word in each, their
     * vocabulary, and a configuration for them.
     */
    Path textConfig() throws IOException {
        OnnxWriter.write(tokenNetwork(), folder.resolve("tokens.onnx"), OnnxWriter.Options.defaults());
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\ngood\nbad\nfilm\n!\n");
        StringBuilder table = new StringBuilder("review,verdict\n");
        Random random = new Random(7);
        for (int sample = 0; sample < SAMPLES; sample++) {
            boolean good = random.nextBoolean();
            table.append("film ".repeat(random.nextInt(4)))
                    .append(good ? "Good!" : "Bad")
                    .append(" film".repeat(random.nextInt(9)))
                    .append(good ? ",praise" : ",blame")
                    .append('\n');
        }
        Files.writeString(folder.resolve("reviews.csv"), table);
        return config(
                "text",
                idxConfig()
                        .replace("model: model.onnx", "model: tokens.onnx\noutput: fc")
                        .replace(
                                "source: idx, images: images.idx, labels: labels.idx",
                                "source: text, table: reviews.csv, text: review, label: verdict, tokenizer: vocab.txt,"
                                        + " length: 8")
                        .replace("[json]", "[json, qdq]"));
    }

    private static Graph tokenNetwork() {
        TensorType tokens = new TensorType(ElementType.INT64, Shape.of(1, 8));
        TensorType vectors = new TensorType(ElementType.FLOAT, Shape.of(1, 8, 4));
        Op gather = new Op.Other("", "Gather", new TreeMap<>(), List.of(vectors));
        Op cast = new Op.Other(
                "",
                "Cast",
                new TreeMap<>(Map.of("to", new Attribute.Whole(1))),
                List.of(new TensorType(ElementType.FLOAT, Shape.of(1, 8, 1))));
        Op mask = new Op.Other("", "Mul", new TreeMap<>(), List.of(vectors));
        Op mean = new Op.Other(
                "",
                "ReduceMean",
                new TreeMap<>(Map.of("axes", new Attribute.Wholes(List.of(1L)), "keepdims", new Attribute.Whole(0))),
                List.of(new TensorType(ElementType.FLOAT, Shape.of(1, 4))));
        float[] table = new float[8 * 4];
        table[5 * 4] = 3;
        table[4 * 4 + 1] = 3;
        table[6 * 4 + 2] = 1;
        return Graph.builder("tokens")
                .opsets(Map.of("", 17))
                .input("attention_mask", tokens)
                .input("input_ids", tokens)
                .constant("table", Tensor.floats(table, 8, 4))
                .constant("w1", Tensor.floats(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1}, 3, 4))
                .constant("w2", Tensor.floats(new float[] {1, -1, 0, -1, 1, 0}, 2, 3))
                .node("embedded", gather, "table", "input_ids")
                .node("column", new Op.Reshape(List.of(1, 8, 1)), "attention_mask")
                .node("weights", cast, "column")
                .node("masked", mask, "embedded", "weights")
                .node("mean", mean, "masked")
                .node("hidden", new Op.Gemm(1, 1, false, true), "mean", "w1")
                .node("relu", new Op.Relu(), "hidden")
                .node("fc", new Op.Gemm(1, 1, false, true), "relu", "w2")
                .output("masked")
                .output("fc")
                .build();
    }

    /** The same over the IDX files, with another strategy and all objectives. */
    static String idxConfig() {
        return """
                model: model.onnx
                data: { source: idx, images: images.idx, labels: labels.idx, calibration: 60, search: 120, test: 50 }
                objectives: [accuracy, latency_ms, weight_bytes, peak_activation_bytes]
                hardware: [cpu-x86-avx512]
                search: { strategy: random, budget: 6 }
                export: [json]
                """;
    }

    private static void draw(byte[] pixels, byte[] labels) {
        Random random = new Random(5);
        for (int sample = 0; sample < SAMPLES; sample++) {
            labels[sample] = (byte) random.nextInt(2);
            for (int i = 0; i < SIDE * SIDE; i++) {
                boolean right = i % SIDE >= SIDE / 2;
                int brightness = right == (labels[sample] == 1) ? 150 : 90;
                pixels[sample * SIDE * SIDE + i] = (byte) (brightness + random.nextInt(100) - 40);
            }
        }
    }

    private static Graph network() {
        return Graph.builder("sides")
                .input("image", Shape.of(1, 1, SIDE, SIDE))
                .constant("w1", weights(1, 0.3, 6, 1, 3, 3))
                .constant("b1", weights(2, 0.1, 6))
                .constant("w2", weights(3, 0.2, 6, 6, 3, 3))
                .constant("wd", weights(4, 0.4, 6, 1, 3, 3))
                .constant("wf", readout())
                .constant("bf", Tensor.floats(new float[2], 2))
                .node("conv1", new Op.Conv(Window.square(3, 1, 1), 1), "image", "w1", "b1")
                .node("relu1", new Op.Relu(), "conv1")
                .node("conv2", new Op.Conv(Window.square(3, 1, 1), 1), "relu1", "w2")
                .node("depthwise", new Op.Conv(Window.square(3, 1, 1), 6), "relu1", "wd")
                .node("join", new Op.Add(), "conv2", "depthwise")
                .node("relu2", new Op.Relu(), "join")
                .node("pool", new Op.MaxPool(Window.square(2, 2, 0), false), "relu2")
                .node("flat", new Op.Flatten(1), "pool")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "wf", "bf")
                .output("fc")
                .build();
    }

    /** Layers with functions between them that only ONNX Runtime knows; one of them is read by a layer and by a product. */
    private static Graph gatedNetwork() {
        TensorType map = new TensorType(ElementType.FLOAT, Shape.of(1, 6, SIDE, SIDE));
        Op swish = new Op.Other("", "HardSwish", new TreeMap<>(), List.of(map));
        Op product = new Op.Other("", "Mul", new TreeMap<>(), List.of(map));
        return Graph.builder("gated")
                .opsets(Map.of("", 17))
                .input("image", Shape.of(1, 1, SIDE, SIDE))
                .constant("w1", weights(1, 0.3, 6, 1, 3, 3))
                .constant("b1", weights(2, 0.1, 6))
                .constant("w2", weights(3, 0.2, 6, 6, 3, 3))
                .constant("wf", readout())
                .constant("bf", Tensor.floats(new float[2], 2))
                .node("conv1", new Op.Conv(Window.square(3, 1, 1), 1), "image", "w1", "b1")
                .node("swish", swish, "conv1")
                .node("conv2", new Op.Conv(Window.square(3, 1, 1), 1), "swish", "w2")
                .node("relu", new Op.Relu(), "conv2")
                .node("product", product, "relu", "swish")
                .node("pool", new Op.MaxPool(Window.square(2, 2, 0), false), "product")
                .node("flat", new Op.Flatten(1), "pool")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "wf", "bf")
                .output("fc")
                .build();
    }

    private static Tensor weights(long seed, double deviation, int... extents) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(Shape.of(extents).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Tensor.floats(values, extents);
    }

    /** Compares the sums of the two halves of the 4×4 maps. */
    private static Tensor readout() {
        float[] values = new float[2 * 6 * 16];
        for (int i = 0; i < values.length; i++) {
            boolean right = i % 4 >= 2;
            boolean second = i >= 6 * 16;
            values[i] = right == second ? 0.5f : -0.5f;
        }
        return Tensor.floats(values, 2, 96);
    }

    /** The bytes of an {@code .npy} file. */
    static byte[] npy(String type, String shape, byte[] data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int length = Math.ceilDiv(10 + header.length() + 1, 64) * 64;
        ByteBuffer buffer = ByteBuffer.allocate(length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) (length - 10));
        buffer.put((header + " ".repeat(length - 11 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        return buffer.put(data).array();
    }

    private static byte[] idx(byte[] data, int... extents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x0800 | extents.length);
        for (int extent : extents) {
            out.writeInt(extent);
        }
        out.write(data);
        return bytes.toByteArray();
    }
}
