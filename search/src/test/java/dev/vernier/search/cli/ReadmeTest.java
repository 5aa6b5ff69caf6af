package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.training.RecipeReader;
import dev.vernier.search.front.FrontFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command that the README shows runs, on fewer samples and a smaller budget. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final List<String> SMALLER = List.of(
            "--set",
            "data.search=60",
            "--set",
            "data.calibration=40",
            "--set",
            "data.test=200",
            "--set",
            "search.budget=8");

    private static final List<String> SMALL_KERNELS = List.of("--quick", "--rounds", "1", "--shapes", "8x64x16");
    private static final List<String> SMALL_PLANS = List.of("--plans", "20", "--images", "20");

    private static final List<String> SMALL_LATENCY = List.of("--quick", "--plans", "2", "builtin:fashion-dscnn");

    private static final List<String> SMALL_NETWORKS =
            List.of("--quick", "--rounds", "1", "--batch", "2", "--pairs", "8/8", "builtin:fashion-dscnn");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void documentedCommandsRun() throws IOException {
        Path run = folder.resolve("quickstart");
        String plan = "";
        List<List<String>> commands = commands();
        assertTrue(commands.size() >= 8, commands.toString());
        for (List<String> words : commands) {
            List<String> arguments = new ArrayList<>();
            for (String word : words) {
                arguments.add(word.replace("runs/quickstart", run.toString())
                        .replace("p170", plan)
                        .replace(
                                "cpu-host.yaml", folder.resolve("cpu-host.yaml").toString())
                        .replace("kernels.csv", folder.resolve("kernels.csv").toString())
                        .replaceFirst("^configs/", ROOT.resolve("configs").toString() + "/"));
            }
            switch (arguments.getFirst()) {
                case "search" -> {
                    arguments.addAll(SMALLER);
                    arguments.addAll(List.of("--out", run.toString()));
                    assertRuns(arguments);
                    plan = FrontFile.read(run.resolve("front.json"))
                            .plans()
                            .getFirst()
                            .id();
                }
                case "bench" -> {
                    arguments.addAll(
                            switch (arguments.get(1)) {
                                case "kernels" -> SMALL_KERNELS;
                                case "networks" -> SMALL_NETWORKS;
                                case "plans" -> SMALL_PLANS;
                                case "latency" -> SMALL_LATENCY;
                                default -> SMALLER;
                            });
                    arguments.replaceAll(word -> word.equals("5") ? "1" : word);
                    assertRuns(arguments);
                }
                case "evaluate" -> {
                    arguments.addAll(SMALLER);
                    assertRuns(arguments);
                }
                case "train" -> RecipeReader.read(Path.of(arguments.get(1)));
                default -> assertRuns(arguments);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void everyConfigurationRuns(Path config) throws IOException {
        Path copy = folder.resolve("configs");
        copy(ROOT.resolve("configs"), copy);
        SmallInputs.write(copy);
        FetchedModels.write(folder.resolve("models"));
        if (config.getFileName().toString().startsWith("cifar")) {
            FetchedImages.write(folder.resolve("package"));
        }
        if (config.getFileName().toString().startsWith("minilm")) {
            encoder(copy, config.endsWith("minilm-imdb.yaml"));
        }
        List<String> arguments = new ArrayList<>(List.of(
                "search",
                copy.resolve(config.getFileName()).toString(),
                "--out",
                folder.resolve("run").toString()));
        arguments.addAll(SMALLER);
        if (config.endsWith("own-model.yaml")) {
            arguments.replaceAll(argument -> argument.replace("data.test=200", "data.test=all"));
        }
        assertRuns(arguments);
        FrontFile front = FrontFile.read(folder.resolve("run/front.json"));
        front.fronts().forEach((profile, ids) -> assertFalse(ids.isEmpty(), profile));
    }

    /** What the configuration of a sentence encoder has fetched and trained. */
    private void encoder(Path configs, boolean trained) throws IOException {
        SmallEncoder.write(folder.resolve("models"), trained ? 128 : 64);
        if (trained) {
            Path recipe = configs.resolve("recipes/minilm-imdb.yaml");
            Files.writeString(recipe, Files.readString(recipe).replace("samples: 2000", "samples: 100"));
            Path run = configs.resolve("minilm-imdb.yaml");
            Files.writeString(run, Files.readString(run).replace("test: 200", "test: 60"));
            assertRuns(List.of(
                    "train",
                    recipe.toString(),
                    "--out",
                    folder.resolve("runs/train").toString()));
        }
    }

    static List<Path> everyConfigurationRuns() throws IOException {
        try (Stream<Path> configs = Files.list(ROOT.resolve("configs"))) {
            return configs.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("quickstart.yaml")) // the README's first command
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** The words behind {@code ./vernier} in the README's blocks of commands and in its text. */
    private static List<List<String>> commands() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
            Matcher inText = Pattern.compile("`\\./vernier ([^`]*)`").matcher(line);
            while (inText.find()) {
                if (!inText.group(1).startsWith("search") && !inText.group(1).contains("my-model")) {
                    commands.add(words(inText.group(1)));
                }
            }
            if (line.startsWith("./vernier ")) {
                commands.add(words(line.substring("./vernier ".length()).replaceFirst("\\s+#.*", "")));
            }
        }
        return commands;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    private static void assertRuns(List<String> arguments) {
        Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
        assertEquals(0, invocation.exitCode(), () -> arguments + ": " + invocation.err());
        assertTrue(!invocation.out().isBlank(), () -> arguments + " said nothing");
    }
}
