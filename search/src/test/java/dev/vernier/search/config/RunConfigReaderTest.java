package dev.vernier.search.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.ArrayFiles;
import dev.vernier.evaluator.data.ArraySource;
import dev.vernier.evaluator.data.BuiltinSource;
import dev.vernier.evaluator.data.Colors;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.ImageSource;
import dev.vernier.evaluator.data.KnownColumns;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.data.TableSource;
import dev.vernier.evaluator.data.TextForm;
import dev.vernier.evaluator.data.TextSource;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.trial.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigReaderTest {
    private static final String TEXT_FOLDER = """
            model: m.onnx
            data: {source: text, folder: train, test-folder: test, classes: names.txt, tokenizer: vocab.txt, length: 32}
            """;

    private static final String LEAST = """
            model: builtin:fashion-resnet8
            data: {source: builtin:fashion-mnist}
            """;
    private static final String FULL = """
            name: full
            model: net.onnx
            data:
              source: npy
              images: x.npy
              labels: y.npy
              layout: nhwc
              scale: 0.5
              mean: [1, 2]
              std: [3, 4]
              calibration: 10
              search: 20
              test: 30
              seed: 5
            objectives: [accuracy, weight_bytes]
            hardware: [gpu-nvidia-t4, mine.yaml]
            space:
              weight-bits: [8, 1]
              activation-bits: [2]
              join-bits: 4
              pin: {conv1: 8/8, "a/b": 4/2}
              tie: [[query, key, value], [a, b]]
            search: {strategy: random, budget: 5m, seed: 9}
            execution: {threads: 3, engine: local}
            export: [json]
            strict: true
            """;
    private static final String IMAGES = """
            model: net.onnx
            data:
              source: image-folder
              folder: train
              test-folder: val
              classes: classes.txt
              resize: 256
              crop: 224
              colors: bgr
              mean: [0.485, 0.456, 0.406]
              std: [0.229, 0.224, 0.225]
            """;
    private static final String INPUTS =
            "{model: m.onnx, output: scores, data: {source: npy, inputs: {b: b.npy, a: a.npy}, targets: t.npy}}";

    private static final String TEXT =
            "{model: m.onnx, pool: mean, data: {source: text, table: x.csv, test-table: y.csv,"
                    + " text: [a, b], target: score, tokenizer: t.json, length: 64}}";

    private static final String TABLE = """
            model: net.onnx
            data: {source: csv, table: x.csv, test-table: y.csv, label: 5, header: false, scale: 0.5}
            """;
    private static final String WEIGHT_ONLY = """
            model: net.onnx
            data: {source: builtin:fashion-mnist}
            space: {weight-bits: [2, 4, 32], activation-bits: [32], weight-group: 64, pin: {fc: 32/32}}
            """;

    private static final String DRAWN =
            "{model: net.onnx, data: {source: drawn-text, size: [48, 320], characters: keys.txt, mean: [0.5], std: [0.5]}}";
    private static final String STRIPS = "{model: net.onnx, data: {source: cifar10-png, folder: cifar}}";

    @TempDir
    Path folder;

    private RunConfig read(String text, String... overrides) {
        return RunConfigReader.read(write(text), List.of(overrides));
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("run.yaml"), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everythingButModelAndDataHasADefault() {
        RunConfig config = read(LEAST);
        assertEquals("run", config.name());
        assertEquals(new BuiltinSource("fashion-mnist"), config.data().source());
        assertEquals(256, config.data().splits().calibration());
        assertEquals(1000, config.data().splits().search());
        assertEquals(OptionalInt.empty(), config.data().splits().test());
        assertEquals(
                List.of(Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES),
                config.objectives());
        assertEquals(List.of("cpu-x86-avx512"), config.hardware());
        assertEquals(new TreeSet<>(Set.of(2, 3, 4, 6, 8)), config.space().weightBits());
        assertEquals(new TreeSet<>(Set.of(4, 8)), config.space().activationBits());
        assertEquals(8, config.space().joinBits());
        assertEquals(Map.of(), config.space().pins());
        assertEquals(TieWish.NONE, config.space().ties());
        assertEquals(new SearchConfig(StrategyKind.GENETIC, new Budget.Evaluations(200), 1), config.search());
        assertTrue(config.threads() >= 1);
        assertEquals(Set.of(ExportFormat.JSON, ExportFormat.QDQ), config.exports());
    }

    @Test
    void readsEverythingThatCanBeSaid() {
        RunConfig config = read(FULL);
        assertEquals("full", config.name());
        assertEquals("net.onnx", config.model());
        ArraySource files = assertInstanceOf(ArraySource.class, config.data().source());
        assertEquals(
                new ArrayFiles.Inputs.Images(folder.resolve("x.npy")),
                files.training().inputs());
        assertEquals(Layout.NHWC, files.preprocessing().layout());
        assertEquals(0.5, files.preprocessing().scale());
        assertEquals(List.of(3.0, 4.0), files.preprocessing().std());
        assertEquals(OptionalInt.of(30), config.data().splits().test());
        assertEquals(5, config.data().splits().seed());
        assertEquals(List.of("gpu-nvidia-t4", "mine.yaml"), config.hardware());
        assertEquals(4, config.space().joinBits());
        assertEquals(
                Map.of("conv1", new Precision(8, 8), "a/b", new Precision(4, 2)),
                config.space().pins());
        assertEquals(
                new TieWish.Layers(List.of(List.of("query", "key", "value"), List.of("a", "b"))),
                config.space().ties());
        assertEquals(
                new TieWish.SharedInputs(),
                read(FULL, "space.tie=shared-inputs").space().ties());
        assertEquals(new SearchConfig(StrategyKind.RANDOM, new Budget.Time(Duration.ofMinutes(5)), 9), config.search());
        assertEquals(3, config.threads());
        assertEquals(Set.of(ExportFormat.JSON), config.exports());
        assertTrue(config.strict());
    }

    @Test
    void activationsMayStayInFloatingPoint() {
        SpaceConfig space = read(WEIGHT_ONLY).space();
        assertTrue(space.isWeightOnly());
        assertEquals(OptionalInt.of(64), space.weightGroup());
        assertEquals(Map.of("fc", new Precision(32, 32)), space.pins());
        assertEquals(new TreeSet<>(Set.of(2, 4, 32)), space.weightBits());
        assertFalse(read(FULL).space().isWeightOnly());
        String without = ResolvedConfig.yaml(read(WEIGHT_ONLY)).replace("  weight-group: 64\n", "");
        assertEquals(OptionalInt.empty(), read(without).space().weightGroup());
    }

    @Test
    void readsFoldersOfImages() {
        ImageSource images =
                assertInstanceOf(ImageSource.class, read(IMAGES).data().source());
        assertEquals(folder.resolve("train"), images.training());
        assertEquals(Optional.of(folder.resolve("val")), images.test());
        assertEquals(Optional.of(folder.resolve("classes.txt")), images.classes());
        assertEquals(new Framing.Cropped(256, 224), images.framing());
        assertEquals(Colors.BGR, images.colors());
        assertEquals(1 / 255.0, images.preprocessing().scale());
        String least = "{model: m.onnx, data: {source: image-folder, folder: f, size: [4, 6]}}";
        assertEquals(
                new ImageSource(
                        folder.resolve("f"),
                        Optional.empty(),
                        Optional.empty(),
                        new Framing.Stretched(4, 6),
                        Colors.RGB,
                        Preprocessing.PIXELS),
                read(least).data().source());
    }

    @Test
    void readsTables() {
        TableSource csv = assertInstanceOf(TableSource.class, read(TABLE).data().source());
        assertEquals(folder.resolve("x.csv"), csv.training());
        assertEquals(Optional.of(folder.resolve("y.csv")), csv.test());
        assertEquals(KnownColumns.label("5"), csv.known());
        assertFalse(csv.header());
        assertEquals(0.5, csv.preprocessing().scale());
    }

    @Test
    void readsFilesOfSeveralInputs() {
        RunConfig config = read(INPUTS);
        ArraySource files = assertInstanceOf(ArraySource.class, config.data().source());
        assertEquals(
                new ArrayFiles(
                        new ArrayFiles.Inputs.ByName(
                                new TreeMap<>(Map.of("a", folder.resolve("a.npy"), "b", folder.resolve("b.npy")))),
                        Optional.empty(),
                        Optional.of(folder.resolve("t.npy"))),
                files.training());
        assertEquals(Optional.of("scores"), config.output());
        assertEquals(
                List.of("/data/inputs/b", "/data/inputs/a", "/data/targets"),
                List.copyOf(config.data().files().keySet()));
        ArraySource archive = assertInstanceOf(
                ArraySource.class,
                read("{model: m.onnx, data: {source: npz, inputs: x.npz}}")
                        .data()
                        .source());
        assertEquals(
                new ArrayFiles.Inputs.Archive(folder.resolve("x.npz")),
                archive.training().inputs());
    }

    @Test
    void readsTexts() {
        TextSource text = assertInstanceOf(TextSource.class, read(TEXT).data().source());
        assertEquals(
                new TextForm.Table(
                        List.of("a", "b"),
                        new KnownColumns(Optional.empty(), Optional.empty(), List.of("score")),
                        true),
                text.form());
        assertEquals(Optional.of(folder.resolve("y.csv")), text.test());
        assertEquals(64, text.length());
        String least = "{model: m.onnx, data: {source: text, lines: x.txt, tokenizer: t.json}}";
        assertEquals(
                new TextSource(
                        folder.resolve("x.txt"), Optional.empty(), new TextForm.Lines(), folder.resolve("t.json"), 128),
                read(least).data().source());
        assertEquals(
                new TextSource(
                        folder.resolve("train"),
                        Optional.of(folder.resolve("test")),
                        new TextForm.Folders(Optional.of(folder.resolve("names.txt"))),
                        folder.resolve("vocab.txt"),
                        32),
                read(TEXT_FOLDER).data().source());
    }

    @ParameterizedTest
    @ValueSource(strings = {LEAST, FULL, IMAGES, TABLE, DRAWN, STRIPS, INPUTS, TEXT, TEXT_FOLDER, WEIGHT_ONLY})
    void whatIsWrittenOutInFullReadsTheSame(String text) throws IOException {
        RunConfig config = read(text);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path resolved = Files.writeString(elsewhere.resolve("config.yaml"), ResolvedConfig.yaml(config));
        RunConfig again = RunConfigReader.read(resolved, List.of());
        assertEquals(ResolvedConfig.yaml(config), ResolvedConfig.yaml(again));
        assertEquals(ResolvedConfig.hash(config), ResolvedConfig.hash(again));
    }

    @Test
    void theHashTellsWhatIsSearchedAndNothingElse() {
        String hash = ResolvedConfig.hash(read(FULL));
        assertEquals(hash, ResolvedConfig.hash(read(FULL, "execution.threads=1", "name=other")));
        for (String change : List.of(
                "search.budget=6m",
                "search.seed=10",
                "search.strategy=genetic",
                "space.weight-bits=[8]",
                "space.join-bits=8",
                "space.pin.conv2=8/8",
                "space.tie=shared-inputs",
                "objectives=[accuracy, latency_ms]",
                "hardware=[gpu-nvidia-t4]",
                "data.search=21",
                "data.scale=0.25",
                "model=other.onnx")) {
            assertNotEquals(hash, ResolvedConfig.hash(read(FULL, change)), change);
        }
    }

    @Test
    void optionsTakeThePlaceOfTheFile() {
        RunConfig config = read(LEAST, "search.budget=50", "search.seed=2", "space.pin.fc=8/8", "hardware=[a, b]");
        assertEquals(new SearchConfig(StrategyKind.GENETIC, new Budget.Evaluations(50), 2), config.search());
        assertEquals(Map.of("fc", new Precision(8, 8)), config.space().pins());
        assertEquals(List.of("a", "b"), config.hardware());
        assertEquals(
                "x.onnx",
                read("data: {source: builtin:fashion-mnist}", "model=x.onnx").model());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "search.budget=0|--set search.budget=0: ",
                "search.budgte=5|--set search.budgte=5: ",
                "search.strategy=genetik|--set search.strategy=genetik: no strategy is named 'genetik'. Maybe you meant 'genetic'.",
                "objectives=[accuracy, latency]|--set objectives=[accuracy, latency]: no metric is named 'latency'. Maybe",
                "model.x=5|--set model.x=5: ",
                "budget|--set budget: it is not of the form key=value. Maybe write --set search.budget=50.",
                "search.budget=[|--set search.budget=[: "
            })
    void namesTheOptionThatIsWrong(String option, String message) {
        assertRefused(LEAST, message, option);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "search: {budget: 0}|run.yaml:3:18: ",
                "search: {budget: -5}|run.yaml:3:18: ",
                "search: {budget: 60x}|run.yaml:3:18: ",
                "search: {strategy: nsga}|run.yaml:3:20: no strategy is named 'nsga'. Maybe use one of 'genetic', 'random'.",
                "search: {sed: 1}|run.yaml:3:10: ",
                "serach: {seed: 1}|run.yaml:3:1: ",
                "objectives: []|run.yaml:3:13: ",
                "objectives: [accuracy]|run.yaml:3:13: a trade-off needs a quality, such as accuracy, and at least one cost.",
                "objectives: [weight_bytes, latency_ms]|run.yaml:3:13: a trade-off needs a quality, such as accuracy",
                "objectives: [accuracy, weight_bytes, accuracy]|run.yaml:3:38: 'accuracy' is listed twice.",
                "objectives: [accuracy, weigth_bytes]|run.yaml:3:24: no metric is named 'weigth_bytes'. Maybe you meant 'weight_bytes'.",
                "space: {activation-bits: [8, 32]}|run.yaml:3:26: a plan leaves all activations in floating point (32) or none. Maybe write [32] alone, or leave 32 out.",
                "space: {weight-bits: [4, 32]}|run.yaml:3:22: weights stay in floating point (32) only where activations do. Maybe leave 32 out, or add 'activation-bits: [32]'.",
                "space: {weight-group: 64}|run.yaml:3:23: weights have scales by groups only where activations stay in floating point. Maybe add 'activation-bits: [32]', or leave the groups out.",
                "space: {activation-bits: [32], weight-group: 48}|run.yaml:3:46: 'weight-group' must be 32, 64 or 128",
                "space: {activation-bits: [32], pin: {a/b: 4/8}}|run.yaml:3:43: activations stay in floating point everywhere or nowhere, and 4/8 does not leave those of this layer so. Maybe pin it to 4/32.",
                "space: {pin: {fc: 4/32}}|run.yaml:3:19: activations stay in floating point everywhere or nowhere, and 4/32 leaves those of this layer so. Maybe pin it to 8/8, or add 'activation-bits: [32]'.",
                "space: {pin: {fc: 32/8}}|run.yaml:3:19: ",
                "hardware: [cpu, cpu]|run.yaml:3:17: 'cpu' is listed twice.",
                "hardware: []|run.yaml:3:11: ",
                "space: {weight-bits: [0, 8]}|run.yaml:3:23: ",
                "space: {weight-bits: [9]}|run.yaml:3:23: ",
                "space: {weight-bits: []}|run.yaml:3:22: ",
                "space: {activation-bits: 8}|run.yaml:3:26: ",
                "space: {join-bits: 1}|run.yaml:3:20: ",
                "space: {pin: {conv1: 8}}|run.yaml:3:22: ",
                "space: {pin: {conv1: 9/8}}|run.yaml:3:22: ",
                "space: {pin: {conv1: 8/8, conv1: 4/4}}|run.yaml:3:27: ",
                "space: {tie: shared}|run.yaml:3:14: ",
                "space: {tie: [[conv1]]}|run.yaml:3:15: ",
                "execution: {threads: 0}|run.yaml:3:22: ",
                "export: [onnx]|run.yaml:3:10: ",
                "model: twice.onnx|run.yaml:3:1: ",
                "strict: perhaps|run.yaml:3:9: "
            })
    void namesTheLineThatIsWrong(String line, String message) {
        assertRefused(LEAST + line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "data: {source: builtin:fashion-mnst}|:2:16: ",
                "data: {source: jpg, images: a, labels: b}|:2:16: ",
                "data: {source: npy, labels: a}|:2:7: 'images' is missing.",
                "data: {source: npy, inputs: a.npy}|:2:29: 'inputs' names no file for each input. Maybe write 'inputs: {",
                "data: {source: npy, inputs: {x: a}, scale: 2}|:2:44: 'scale' does not go with several inputs",
                "data: {source: npy, images: a, labels: b, targets: c}|:2:52: samples have labels or targets, not both.",
                "data: {source: csv, table: a, label: b, target: c}|:2:49: samples have a class or numbers, not both.",
                "data: {source: csv, table: a, target: b, classes: c}|:2:51: 'label' is missing.",
                "data: {source: text, table: a, tokenizer: t}|:2:7: 'text' is missing.",
                "data: {source: drawn-text}|:2:7: 'size' is missing.",
                "data: {source: drawn-text, size: [48]}|:2:34: ",
                "data: {source: drawn-text, size: [48, 96], labels: y}|:2:52: 'labels' does not go with drawn text.",
                "data: {source: text, lines: a}|:2:7: 'tokenizer' is missing.",
                "data: {source: text, lines: a, tokenizer: t, text: b}|:2:52: 'text' does not go with lines of text.",
                "data: {source: text, lines: a, tokenizer: t, length: 1}|:2:54: ",
                "data: {source: text, folder: a, tokenizer: t, label: b}|:2:54: 'label' does not go with a folder of texts.",
                "data: {source: npy, images: \"a\\0b\"}|:2:29: this is no path.",
                "data: {source: npy, images: a, seed: 99999999999999999999}|:2:38: 99999999999999999999 is out of range.",
                "data: {source: npy, inputs: {a/b: \"\\0\"}}|:2:35: this is no path.",
                "data: {source: builtin:fashion-mnist, images: a}|:2:",
                "data: {source: npy, images: a, labels: b, std: [0]}|:2:",
                "data: {source: npy, images: a, labels: b, calibration: -1}|:2:",
                "data: {source: npy, images: a, labels: b, test: some}|:2:",
                "data: {source: npy, images: a, labels: b, layout: chw}|:2:",
                "data: {source: npy, images: a, labels: b, crop: 4}|:2:49: 'crop' does not go with files.",
                "data: {source: csv, table: a}|:2:7: 'label' is missing.",
                "data: {source: csv, table: a, label: y, folder: b}|:2:49: 'folder' does not go with a table.",
                "data: {source: image-folder}|:2:7: 'folder' is missing.",
                "data: {source: image-folder, folder: a, layout: nhwc}|:2:49: 'layout' does not go with a folder of images.",
                "data: {source: image-folder, folder: a, crop: 4}|:2:47: 'resize' and 'crop' go together",
                "data: {source: image-folder, folder: a, resize: 4, crop: 5}|:2:58: 5 pixels cannot be cropped from",
                "data: {source: image-folder, folder: a, size: [4, 4], crop: 4}|:2:61: 'crop' does not go with 'size'",
                "data: {source: image-folder, folder: a, size: [4]}|:2:47: ",
                "data: {source: image-folder, folder: a, resize: 0, crop: 0}|:2:49: ",
                "data: {source: image-folder, folder: a, colors: cmyk}|:2:49: "
            })
    void namesWhatIsWrongWithData(String data, String message) {
        assertRefused("model: m.onnx\n" + data, "run.yaml" + message);
    }

    @Test
    void anotherLineMayBeToBlameThanTheOption() {
        assertRefused(LEAST + "search: {budget: 0}", "run.yaml:3:18: ", "search.seed=4");
        assertRefused(LEAST + "objectives: [accuracy, latency]", "run.yaml:3:24: ", "search.seed=4");
    }

    @Test
    void complaintsOfLaterStepsNameTheirPlace() {
        RunConfig config = read(FULL, "space.pin.fc=8/8");
        assertTrue(config.invalid("/space/pin/a~1b", "p", "m").getMessage().startsWith(folder + "/run.yaml:21:"));
        assertEquals(
                "--set space.pin.fc=8/8: p. Maybe m.",
                config.invalid("/space/pin/fc", "p", "m").getMessage());
        assertTrue(config.invalid("/space/pin/none", "p", "m").getMessage().startsWith(folder + "/run.yaml"));
    }

    private void assertRefused(String text, String message, String... overrides) {
        Path file = write(text);
        InvalidInputException e =
                assertThrows(InvalidInputException.class, () -> RunConfigReader.read(file, List.of(overrides)));
        String expected = message.startsWith("--set") ? message : folder + "/" + message;
        assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }
}
