package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same configuration and seed give the same bytes, whatever threads, kernels or interruptions. */
class InterruptionTest {
    private static final long MOST_SECONDS = 120;
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder = Path.of("");

    /** A run over several schemes, so that replaying minds which trial belongs to which. */
    @Test
    void killedAndResumedRunsEndAsUninterruptedOnes() throws IOException, InterruptedException {
        Path config = SmallInputs.write(folder).schemesConfig();
        Path whole = folder.resolve("whole");
        long start = System.nanoTime();
        finish(process(List.of(), config, whole));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        String expected = Files.readString(whole.resolve("front.json"));

        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path killed = folder.resolve("killed");
        for (int i = 0; i < 3; i++) {
            Process process = process(List.of(), config, killed, "--resume");
            boolean ended = process.waitFor(millis / 4 + random.nextLong(millis / 2), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
        }
        finish(process(List.of(), config, killed, "--resume"));

        assertEquals(expected, Files.readString(killed.resolve("front.json")), "seed " + seed);
    }

    @Test
    void threadsAndKernelsChangeNothing() throws IOException, InterruptedException {
        Path config = SmallInputs.write(folder).config("own", SmallInputs.npyConfig());
        List<String> fronts = new ArrayList<>();
        for (String kernels : List.of("scalar", "vector", "auto")) {
            for (int threads = 1; threads <= 2; threads++) {
                Path run = folder.resolve(kernels + threads);
                Process process = process(
                        List.of("-Dvernier.kernels=" + kernels), config, run, "--set", "execution.threads=" + threads);
                finish(process);
                fronts.add(Files.readString(run.resolve("front.json")));
            }
        }
        assertEquals(1, fronts.stream().distinct().count(), "front.json differs");
    }

    /** Also where ONNX Runtime is at work when it happens. */
    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "gated.onnx"})
    void ctrlCEndsWithAFrontThatCanBeResumed(String model) throws IOException, InterruptedException {
        String text = SmallInputs.npyConfig().replace("model.onnx", model);
        Path config = SmallInputs.write(folder).config("own", text);
        Path run = folder.resolve("run");
        Process process = process(
                List.of(), config, run, "--set", "search.budget=1h", "--set", "space.weight-bits=[1,2,3,4,5,6,7,8]");
        Path trials = run.resolve("trials.db");
        for (int i = 0; i < MOST_SECONDS * 10 && !Files.exists(trials); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.SECONDS.sleep(2);
        process.destroy();
        assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS));

        assertEquals(TERMINATED, process.exitValue(), Files.readString(folder.resolve("process.log")));
        assertTrue(Files.exists(run.resolve("front.json")), "the front is written");
        assertTrue(Files.readString(run.resolve("report.html")).contains("stopped early"), "the report says so");
    }

    private Process process(List<String> flags, Path config, Path run, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("search", config.toString(), "--out", run.toString()));
        command.addAll(List.of(more));
        File log = folder.resolve("process.log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private void finish(Process process) throws IOException, InterruptedException {
        assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("process.log")));
    }
}
