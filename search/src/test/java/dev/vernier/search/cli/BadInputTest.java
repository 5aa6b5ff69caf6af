package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input gets one message with its place and a mend, exit code 2, no stack trace, and leaves nothing behind. */
class BadInputTest {
    @TempDir
    private Path folder = Path.of("");

    /** What a line of the configuration becomes, and what the message must say. */
    static Stream<Arguments> configurations() {
        return Stream.of(
                Arguments.of(
                        "model: model.onnx",
                        "model: modle.onnx",
                        List.of("own.yaml:2:8: there is no file /", "/modle.onnx. Maybe you meant 'model.onnx'")),
                Arguments.of(
                        "model: model.onnx",
                        "model: fashion-resnet8",
                        List.of(
                                "own.yaml:2:8: there is no file /",
                                "/fashion-resnet8. Maybe you meant 'builtin:fashion-resnet8'")),
                Arguments.of("model: model.onnx", "model: images.npy", List.of("images.npy")),
                Arguments.of(
                        "model: model.onnx",
                        "model: builtin:fashion-resnet",
                        List.of("own.yaml:2:8:", "fashion-resnet8")),
                Arguments.of("model: model.onnx", "model: two", List.of("two")),
                Arguments.of(
                        "model: model.onnx",
                        "model: model.onnx\npool: mean",
                        List.of("own.yaml:3:7: there is nothing to pool: its output 'fc' is", "leave 'pool' out")),
                Arguments.of("model: model.onnx", "model: model.onnx\npool: max", List.of("own.yaml:3:", "mean")),
                Arguments.of("source: npy", "source: numpy", List.of("own.yaml:4:", "'numpy'")),
                Arguments.of("source: npy", "source: builtin:cifar", List.of("own.yaml:4:", "fashion-mnist")),
                Arguments.of("images: images.npy", "images: labels.npy", List.of("labels.npy")),
                Arguments.of(
                        "images: images.npy",
                        "images: nowhere.npy",
                        List.of(
                                "own.yaml:5:11: there is no file /",
                                "/nowhere.npy. Maybe the path is relative to another folder")),
                Arguments.of("labels: labels.npy", "labels: label.npy", List.of("own.yaml:6:11:", "'labels.npy'")),
                Arguments.of(
                        "  labels: labels.npy\n",
                        "  labels: labels.npy\n  test-images: images.npy\n  test-labels: more/l.npy\n",
                        List.of("own.yaml:8:16:", "/more/l.npy. Maybe the folder is misspelt")),
                Arguments.of(
                        "cpu-x86-avx512,",
                        "./mine.yaml,",
                        List.of(
                                "own.yaml:11:12: hardware profile './mine.yaml': there is no file /",
                                "/mine.yaml. Maybe")),
                Arguments.of(
                        "  labels: labels.npy\n",
                        "",
                        List.of("'accuracy' needs one class or several labels", "the data have no labels")),
                Arguments.of(
                        "scale: 0.00392156862745098",
                        "scale: -1",
                        List.of(
                                "own.yaml:7:10: 'scale' must be a positive number",
                                "not -1. Maybe write 'scale: 0.00392")),
                Arguments.of(
                        "scale: 0.00392156862745098", "scale: 0", List.of("own.yaml:7:10: 'scale' must be a positive")),
                Arguments.of("calibration: 60", "calibration: 6000", List.of("6000", "400")),
                Arguments.of("calibration: 60", "calibration: 0", List.of("own.yaml:8:", "0")),
                Arguments.of("  search: 120", "  search: -1", List.of("own.yaml:9:")),
                Arguments.of("latency_ms,", "latency,", List.of("own.yaml:10:", "'latency'", "latency_ms")),
                Arguments.of("latency_ms,", "accuracy,", List.of("own.yaml:10:", "twice")),
                Arguments.of("latency_ms,", "cosine,", List.of("own.yaml:10:", "one quality", "accuracy, cosine")),
                Arguments.of("accuracy,", "top5_accuracy,", List.of("own.yaml:10:", "tells 2 classes apart")),
                Arguments.of("accuracy,", "perplexity,", List.of("own.yaml:10:", "several labels", "one class")),
                Arguments.of("accuracy,", "relative_l2,", List.of("own.yaml:10:", "needs numbers", "one class")),
                Arguments.of("space:", "metric: { blank: 1 }\nspace:", List.of("own.yaml:12:", "'sequence_accuracy'")),
                Arguments.of("[accuracy, latency_ms, weight_bytes]", "[]", List.of("own.yaml:10:")),
                Arguments.of(
                        "cpu-x86-avx512,",
                        "cpu-x86-avx51,",
                        List.of("own.yaml:11:", "'cpu-x86-avx51'", "cpu-x86-avx512")),
                Arguments.of("cpu-x86-avx512,", "cpu-host,", List.of("own.yaml:11:", "vernier profile --out")),
                Arguments.of("[2, 4, 8]", "[2, 4, 9]", List.of("own.yaml:13:", "9")),
                Arguments.of("[2, 4, 8]", "[]", List.of("own.yaml:13:")),
                Arguments.of(
                        "[cpu-x86-avx512, gpu-nvidia-t4]\nspace:\n  weight-bits: [2, 4, 8]",
                        "[gpu-nvidia-t4]\nspace:\n  weight-bits: [2, 3]",
                        List.of("gpu-nvidia-t4")),
                Arguments.of("{ fc: 8/8 }", "{ fd: 8/8 }", List.of("own.yaml:15:", "'fd'", "fc")),
                Arguments.of("{ fc: 8/8 }", "{ fc: 8 }", List.of("own.yaml:15:")),
                Arguments.of("{ fc: 8/8 }", "{ fc: 8/8, fc: 4/4 }", List.of("own.yaml:15:", "fc")),
                Arguments.of("strategy: genetic", "strategy: genetics", List.of("own.yaml:16:", "genetic")),
                Arguments.of("budget: 24", "budget: 0", List.of("own.yaml:16:", "0")),
                Arguments.of("budget: 24", "budget: soon", List.of("own.yaml:16:", "60s")),
                Arguments.of("budget: 24", "budgets: 24", List.of("own.yaml:16:", "budget")),
                Arguments.of("name: own-npy", "name: own-npy\nname: twice", List.of("own.yaml:2:", "name")),
                Arguments.of("name: own-npy", "name: [", List.of("own.yaml:")));
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @MethodSource("configurations")
    void configurationsAreRefusedWithTheirPlace(String line, String instead, List<String> said) throws IOException {
        String text = SmallInputs.npyConfig();
        assertTrue(text.contains(line), line);
        SmallInputs inputs = SmallInputs.write(folder);
        Files.write(folder.resolve("two"), Arrays.copyOf(Files.readAllBytes(folder.resolve("model.onnx")), 300));

        assertRefused(inputs.config("own", text.replace(line, instead)), said);
    }

    @Test
    void everyProblemOfAFileIsToldAtItsPlace() throws IOException {
        Path config = SmallInputs.write(folder)
                .config(
                        "own",
                        SmallInputs.npyConfig()
                                .replace("calibration: 60", "calibration: 0")
                                .replace("budget: 24", "budgets: 24"));

        Invocation refused = Invocation.of("search", config.toString(), "--out", "nowhere");

        assertEquals(2, refused.exitCode());
        List<String> lines = refused.err().lines().toList();
        assertEquals(2, lines.size(), refused.err());
        assertTrue(lines.getFirst().startsWith("vernier: " + config + ":8:16: 'calibration'"), refused.err());
        assertTrue(lines.getLast().startsWith("vernier: " + config + ":16:"), refused.err());
    }

    @Test
    void imagesOfAnotherShapeAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path model = folder.resolve("model.onnx");
        Graph other = Graph.builder("other")
                .input("x", Shape.of(1, 3, 8, 8))
                .constant("w", Tensor.floats(new float[2 * 192], 2, 192))
                .node("flat", new Op.Flatten(1), "x")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "w")
                .output("fc")
                .build();
        OnnxWriter.write(other, model, OnnxWriter.Options.defaults());

        assertRefused(inputs.config("own", SmallInputs.npyConfig()), List.of("3×8×8", "1×8×8"));
    }

    @Test
    void labelsBeyondTheModelsClassesAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        byte[] labels = Files.readAllBytes(folder.resolve("labels.npy"));
        labels[labels.length - 1] = 7;
        Files.write(folder.resolve("labels.npy"), labels);

        assertRefused(inputs.config("own", SmallInputs.npyConfig()), List.of("labels.npy", "7"));
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path model = folder.resolve("model.onnx");
        Graph broken = Graph.builder("broken")
                .input("x", Shape.of(1, 1, 8, 8))
                .constant("w", Tensor.floats(nan(), 2, 64))
                .node("flat", new Op.Flatten(1), "x")
                .node("fc", new Op.Gemm(1, 1, false, true), "flat", "w")
                .output("fc")
                .build();
        OnnxWriter.write(broken, model, OnnxWriter.Options.defaults());

        assertRefused(inputs.config("own", SmallInputs.npyConfig()), List.of("model.onnx", "'w'", "NaN"));
    }

    private static float[] nan() {
        float[] values = new float[128];
        values[77] = Float.NaN;
        return values;
    }

    @Test
    void headersThatClaimAbsurdSizesAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        String text = Files.readString(folder.resolve("images.npy"), StandardCharsets.ISO_8859_1);
        Files.writeString(
                folder.resolve("images.npy"),
                text.replace("(400, 1, 8, 8), }", "(400000000, 1, 8, 8), }"),
                StandardCharsets.ISO_8859_1);
        assertRefused(inputs.config("own", SmallInputs.npyConfig()), List.of("images.npy"));

        byte[] idx = Files.readAllBytes(folder.resolve("images.idx"));
        idx[4] = 0x7f;
        Files.write(folder.resolve("images.idx"), idx);
        assertRefused(inputs.config("idx", SmallInputs.idxConfig()), List.of("images.idx"));
    }

    @Test
    void foldersOfOtherRunsAndChangedConfigurationsAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path config = inputs.config("idx", SmallInputs.idxConfig());
        Path run = searched(config);
        String before = Files.readString(run.resolve("front.json"));

        Invocation again = Invocation.of("search", config.toString(), "--out", run.toString());
        Invocation changed = Invocation.of(
                "search", config.toString(), "--out", run.toString(), "--resume", "--set", "search.seed=9");
        Invocation full = Invocation.of("search", config.toString(), "--out", folder.toString());
        Invocation file = Invocation.of("search", config.toString(), "--out", config.toString());

        assertMessage(again, List.of("another run", "--resume"));
        assertMessage(changed, List.of("seed"));
        assertMessage(full, List.of("not empty"));
        assertMessage(file, List.of("idx.yaml"));
        assertEquals(before, Files.readString(run.resolve("front.json")));
    }

    @Test
    void plansOfAnotherModelOrWithBrokenTiesAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path config = inputs.config("idx", SmallInputs.idxConfig());
        Path run = searched(config);
        Path plan;
        try (Stream<Path> plans = Files.list(run.resolve("plans"))) {
            plan = plans.sorted().findFirst().orElseThrow();
        }
        String text = Files.readString(plan);

        assertPlanRefused(config, text.replaceFirst("[0-9a-f]{64}", "0".repeat(64)), "another model");
        assertPlanRefused(config, text.replaceFirst("  conv1: ", "  conv9: "), "'conv9'");
        assertPlanRefused(config, text.replaceFirst("  conv1: \\S+\n", ""), "'conv1' is missing");
        assertPlanRefused(config, text.replaceFirst("  conv1: \\S+", "  conv1: 9/8"), "width 9");
        assertPlanRefused(
                config,
                text.replaceFirst("  conv2: \\S+", "  conv2: 4/4")
                        .replaceFirst("  depthwise: \\S+", "  depthwise: 4/8"),
                "'conv2' and 'depthwise'");
    }

    @Test
    void plansThatNobodyKnowsAreRefused() throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path config = inputs.config("idx", SmallInputs.idxConfig());
        Path run = searched(config);

        assertMessage(
                Invocation.of("export", "--run", run.toString(), "--plan", "unifrom-8"),
                List.of("--plan unifrom-8", "'uniform-8'"));
        assertMessage(
                Invocation.of("evaluate", "--config", config.toString(), "--plan", "uniform-9"),
                List.of("--plan uniform-9", "'uniform-8'"));
    }

    private void assertPlanRefused(Path config, String text, String said) throws IOException {
        Path plan = folder.resolve("edited.yaml");
        Files.writeString(plan, text);
        assertMessage(
                Invocation.of("evaluate", "--config", config.toString(), "--plan", plan.toString()),
                List.of("edited.yaml:", said));
    }

    @Test
    void badUsageIsExplained() {
        assertMessage(Invocation.of("best", "--run", folder.toString()), List.of("front.json"));
        assertMessage(Invocation.of("profiles", "cpu-x86"), List.of("cpu-x86-avx512"));
        assertMessage(Invocation.of("profiles", "cpu-host"), List.of("vernier profile --out cpu-host.yaml"));
        assertMessage(Invocation.of("inspect", folder.resolve("no.onnx").toString()), List.of("no.onnx"));
        assertMessage(Invocation.of("train", folder.resolve("no.yaml").toString()), List.of("no.yaml"));
        assertMessage(
                Invocation.of(
                        "profile", "--out", folder.resolve("My Profile.yaml").toString()),
                List.of("My Profile"));
        assertMessage(Invocation.of("export", "--run", folder.toString(), "--plan", "p001"), List.of("front.json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "seach|the command line: no command is named 'seach'. Maybe you meant 'search' or 'bench'.",
                "\"\"|the command line: no command is given. Maybe use one of 'search', 'evaluate', ",
                "--hlep|the command line: no option is named '--hlep'. Maybe you meant '--help'.",
                "bench serch|bench: no command is named 'serch'. Maybe you meant 'search'.",
                "search|search: CONFIG is missing. Maybe add 'CONFIG'; look at 'vernier search --help'.",
                "search a.yaml b.yaml|search: nothing takes the argument 'b.yaml'. Maybe leave it out, or quote what",
                "search a.yaml --set|search: --set needs a value. Maybe add '--set KEY=VALUE'; look at",
                "search a.yaml --bugdet=9|search: no option is named '--bugdet'. Maybe use one of ",
                "best --colour|best: --run is missing. Maybe add '--run DIR'; look at 'vernier best --help'.",
                "best --run x --colour|best: no option is named '--colour'. Maybe use one of '--run', ",
                "best --run x --run y|best: --run is given twice. Maybe leave one out.",
                "evaluate|evaluate: --config and --plan are missing. Maybe add '--config CONFIG'; look at",
                "evaluate --config c --plan p --split tset|evaluate: --split does not know 'tset'. Maybe you meant 'test'.",
                "inspect m.onnx --input x:3x4|--input: 'x:3x4' is no name of an input and shape of one sample. Maybe write",
                "inspect m.onnx --input x=3 --input x=4|--input: the shape of 'x' is given twice. Maybe leave one out.",
                "inspect builtin:fashion-resnet8 --input x=3|the shapes of its inputs are fixed, and one is given for 'x'.",
                "bench search c --seeds many|bench search: --seeds takes a whole number, not 'many'. Maybe write --seeds 5."
            })
    void usageIsExplainedInOneLine(String arguments, String message) {
        Invocation refused = Invocation.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertMessage(refused, List.of(message));
    }

    @Test
    void whatNobodyExpectedIsToldOnce() {
        StringWriter err = new StringWriter();
        assertEquals(1, Main.explain(new IllegalStateException("oops"), new PrintWriter(err, true)));
        String message = err.toString();
        assertEquals(1, message.lines().count(), message);
        assertTrue(
                message.startsWith("vernier: the run failed: java.lang.IllegalStateException: oops (at dev.vernier."));
    }

    @Test
    void tooLittleMemoryIsNoStackTrace() {
        StringWriter err = new StringWriter();
        Exception wrapped = new IllegalStateException("a plan could not be run", new OutOfMemoryError("no room"));
        assertEquals(2, Main.explain(wrapped, new PrintWriter(err, true)));
        String message = err.toString();
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains("did not suffice. Maybe give Java more memory: JDK_JAVA_OPTIONS=-Xmx"), message);
    }

    @Test
    void optionsAreBlamedForWhatTheySay() throws IOException {
        Path config = SmallInputs.write(folder).config("own", SmallInputs.npyConfig());
        String out = folder.resolve("run").toString();

        assertMessage(
                Invocation.of("search", config.toString(), "--out", out, "--set", "search.budget=0"),
                List.of("--set search.budget=0"));
        assertMessage(
                Invocation.of("search", config.toString(), "--out", out, "--set", "search.bugdet=9"),
                List.of("--set search.bugdet=9", "budget"));
        assertMessage(
                Invocation.of("search", config.toString(), "--out", out, "--set", "budget"),
                List.of("--set budget", "key=value"));
        assertFalse(Files.exists(Path.of(out)));
    }

    private void assertRefused(Path config, List<String> said) {
        Path run = folder.resolve("run");
        assertMessage(Invocation.of("search", config.toString(), "--out", run.toString()), said);
        assertFalse(Files.exists(run), "something was written");
    }

    private static void assertMessage(Invocation invocation, List<String> said) {
        assertEquals(2, invocation.exitCode(), invocation.err());
        String message = invocation.err();
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.startsWith("vernier: ") && message.contains(". Maybe "), message);
        assertFalse(message.contains("Exception"), message);
        for (String part : said) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
    }

    /** The folder of a run that ended well. */
    private Path searched(Path config) {
        Path run = folder.resolve("run");
        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());
        assertEquals(0, search.exitCode(), search.err());
        return run;
    }
}
