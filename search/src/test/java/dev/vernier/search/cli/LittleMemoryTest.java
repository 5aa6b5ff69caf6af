package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search needs memory for the network and for what runs at one time, not for what all samples leave in its layers. */
class LittleMemoryTest {
    private static final long MOST_SECONDS = 120;
    private static final int SAMPLES = 700;
    private static final int SIDE = 32;
    private static final int CHANNELS = 32;
    private static final int LAYERS = 8;
    private static final long ALL_ACTIVATIONS = (long) SAMPLES * LAYERS * CHANNELS * SIDE * SIDE;

    /** The most that the JVM took outside its heap for Java's own use, as it tells at its end, in bytes. */
    private static final Pattern PEAK = Pattern.compile("malloc=(\\d+) tag=Other #\\d+\\) \\((?:peak=(\\d+) |at peak)");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void searchesInLessMemoryThanAllActivationsTake() throws IOException, InterruptedException {
        Path log = folder.resolve("process.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseParallelGC",
                        "-Xmx128m",
                        "-XX:NativeMemoryTracking=summary",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:+PrintNMTStatistics",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "search",
                        config().toString(),
                        "--out",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "still running");
        String told = Files.readString(log);
        assertEquals(0, process.exitValue(), told);
        Matcher peak = PEAK.matcher(told);
        assertTrue(peak.find(), told);
        long bytes = Long.parseLong(peak.group(2) == null ? peak.group(1) : peak.group(2));
        assertTrue(bytes < ALL_ACTIVATIONS / 2, bytes + " bytes for activations of " + ALL_ACTIVATIONS);
    }

    private Path config() throws IOException {
        OnnxWriter.write(network(), folder.resolve("model.onnx"), OnnxWriter.Options.defaults());
        byte[] pixels = new byte[SAMPLES * SIDE * SIDE];
        new Random(1).nextBytes(pixels);
        Files.write(
                folder.resolve("images.npy"),
                SmallInputs.npy("|u1", "(%d, 1, %d, %d)".formatted(SAMPLES, SIDE, SIDE), pixels));
        return Files.writeString(folder.resolve("config.yaml"), """
                model: model.onnx
                data: { source: npy, images: images.npy, scale: 0.01, calibration: 10, search: 650, test: 20 }
                objectives: [cosine, weight_bytes]
                hardware: [cpu-x86-vnni]
                space: { weight-bits: [4, 8], activation-bits: [8] }
                search: { strategy: random, budget: 2 }
                export: [json]
                """);
    }

    private static Graph network() {
        Random random = new Random(2);
        Graph.Builder builder = Graph.builder("wide").input("image", Shape.of(1, 1, SIDE, SIDE));
        String tensor = "image";
        for (int layer = 0; layer < LAYERS; layer++) {
            int inputs = layer == 0 ? 1 : CHANNELS;
            float[] weights = new float[CHANNELS * inputs];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
            }
            builder.constant("w" + layer, Tensor.floats(weights, CHANNELS, inputs, 1, 1))
                    .node("conv" + layer, new Op.Conv(Window.square(1, 1, 0), 1), tensor, "w" + layer)
                    .node("relu" + layer, new Op.Relu(), "conv" + layer);
            tensor = "relu" + layer;
        }
        return builder.node("pool", new Op.GlobalAveragePool(), tensor)
                .node("flat", new Op.Flatten(1), "pool")
                .output("flat")
                .build();
    }
}
