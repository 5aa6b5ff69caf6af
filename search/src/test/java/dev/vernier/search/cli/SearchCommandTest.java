package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.front.FrontFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job on files that the test makes. */
class SearchCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunGoesOnAfterItsFilesWereMoved() throws IOException {
        Path before = Files.createDirectory(folder.resolve("before"));
        Path config = SmallInputs.write(before).config("own", SmallInputs.npyConfig());
        Path run = before.resolve("run");
        Invocation first = Invocation.of("search", config.toString(), "--out", run.toString());
        assertEquals(0, first.exitCode(), first.err());
        String front = Files.readString(run.resolve("front.json"));

        Path after = Files.move(before, folder.resolve("after"));
        Invocation again = Invocation.of(
                "search",
                after.resolve("own.yaml").toString(),
                "--out",
                after.resolve("run").toString(),
                "--resume");
        assertEquals(0, again.exitCode(), again.err());
        assertEquals(front, Files.readString(after.resolve("run/front.json")));
    }

    @Test
    void aPersonsOwnFilesAreSearchedExportedVerifiedAndAskedAgain() throws IOException {
        Path config = SmallInputs.write(folder).config("own", SmallInputs.npyConfig());
        Path run = folder.resolve("run");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        assertFalse(search.out().contains("warning: "), search.out());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertEquals(
                List.of("cpu-x86-avx512", "gpu-nvidia-t4"),
                List.copyOf(front.fronts().keySet()));
        assertTrue(front.plans().size() > 2, "only " + front.plans().size() + " plans");
        assertTrue(front.plans().stream().anyMatch(plan -> plan.test().isPresent()));
        assertEquals(
                List.of("float", "uniform-8", "uniform-6", "uniform-4", "uniform-8", "uniform-4"),
                front.baselines().stream().map(FrontFile.Baseline::name).toList(),
                "the uniform plans once under each scheme that has a device for them");
        for (JsonNode verification :
                new JsonMapper().readTree(run.resolve("verification.json").toFile())) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
        }
        for (FrontFile.Entry plan : front.plans()) {
            assertEquals(new Precision(8, 8), plan.layers().get("fc"), "the pin holds");
            assertTrue(Files.exists(run.resolve("plans/" + plan.id() + ".yaml")));
        }
        assertNoTemporaryFiles(run);
        assertTrue(Files.readString(run.resolve("report.html")).contains("own-npy"));
        assertTrue(Files.size(run.resolve("front.png")) > 0);

        String id = front.plans().getFirst().id();
        assertEvaluatesAsTheSearchDid(config, run, front.plan(id).orElseThrow());
        assertExports(run, id);
        assertUniformPlansHaveNames(config, run, front);
        Invocation best =
                Invocation.of("best", "--run", run.toString(), "--where", "weight_bytes<1e9", "--by", "accuracy");
        assertEquals(0, best.exitCode(), best.err());
        assertTrue(best.out().startsWith("plan=p"), best.out());
        assertTellsWhatIsNear(run);
    }

    @Test
    void operatorsThatArePassedOnAreSearchedAroundAndExported() throws IOException {
        String text = SmallInputs.npyConfig().replace("model.onnx", "gated.onnx");
        Path config = SmallInputs.write(folder).config("gated", text);
        Path run = folder.resolve("run");
        Path again = folder.resolve("again");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        JsonNode verifications =
                new JsonMapper().readTree(run.resolve("verification.json").toFile());
        assertFalse(verifications.isEmpty());
        for (JsonNode verification : verifications) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
        }
        String id = front.plans().getFirst().id();
        assertEvaluatesAsTheSearchDid(config, run, front.plan(id).orElseThrow());

        String[] oneThread = {"search", config.toString(), "--out", again.toString(), "--set", "execution.threads=1"};
        assertEquals(0, Invocation.of(oneThread).exitCode());
        assertArrayEquals(
                Files.readAllBytes(run.resolve("front.json")), Files.readAllBytes(again.resolve("front.json")));

        Invocation inspect =
                Invocation.of("inspect", folder.resolve("gated.onnx").toString());
        assertEquals(0, inspect.exitCode(), inspect.err());
        assertTrue(inspect.out().matches("(?s).*in floats by ONNX Runtime.*\\Rswish +1 +1,536 +1,536  HardSwish.*"));
        Invocation twice = Invocation.of(
                "inspect", folder.resolve("gated.onnx").toString(), "--input", "image=1x8x8", "--input", "image=1x9x8");
        assertEquals(2, twice.exitCode());
        assertTrue(twice.err().contains("--input: the shape of 'image' is given twice"), twice.err());
    }

    @Test
    void textsGoThroughANetworkOfTokens() throws IOException {
        Path config = SmallInputs.write(folder).textConfig();
        Path run = folder.resolve("run");
        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());
        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertEquals(1.0, front.baselines().getFirst().test().orElseThrow().value(), "blame is 0 and praise 1");
        JsonNode verifications =
                new JsonMapper().readTree(run.resolve("verification.json").toFile());
        assertFalse(verifications.isEmpty());
        for (JsonNode verification : verifications) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
        }
        Invocation inspect =
                Invocation.of("inspect", folder.resolve("tokens.onnx").toString());
        assertTrue(inspect.out().contains("'output: masked' in its configuration"), inspect.out());
        Invocation both = Invocation.of("search", config.toString(), "--set", "output=both", "--out", run + "2");
        assertEquals(2, both.exitCode());
        assertTrue(both.err().contains("it has no output 'both'"), both.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-folder", "csv"})
    void imagesAndTablesAreSearched(String kind) throws IOException {
        SmallInputs inputs = SmallInputs.write(folder);
        Path config = kind.equals("csv") ? inputs.tableConfig() : inputs.imagesConfig();
        Path run = folder.resolve("run");
        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());
        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        double accuracy = front.baselines().getFirst().test().orElseThrow().value();
        assertTrue(accuracy > 0.6, "with the classes swapped it would be below one half, not " + accuracy);
    }

    private static void assertTellsWhatIsNear(Path run) {
        Invocation none = Invocation.of(
                "best", "--run", run.toString(), "--where", "accuracy>1", "--by", "latency_ms-cpu-x86-avx512");
        assertEquals(1, none.exitCode(), none.err());
        assertTrue(
                none.err()
                        .matches(
                                "vernier: --where: no plan on the fronts fulfils 'accuracy>1'\\. Maybe take the nearest,"
                                        + " p\\d+, with accuracy=[0-9.]+; the fronts hold accuracy from [0-9.]+ to [0-9.]+\\.\\R"),
                none.err());
    }

    @Test
    void eachProfileIsSearchedUnderItsOwnScheme() throws IOException {
        Path config = SmallInputs.write(folder).schemesConfig();
        Path run = folder.resolve("run");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertEquals(
                List.of("usual", "tensor", "shifts"), List.copyOf(front.fronts().keySet()));
        Map<String, String> schemes = Map.of(
                "usual", "per-channel-symmetric/asymmetric/any",
                "tensor", "per-tensor-asymmetric/asymmetric/any",
                "shifts", "per-tensor-symmetric/symmetric/power-of-two");
        Set<Double> uniform4 = new HashSet<>();
        schemes.forEach((profile, scheme) -> {
            for (String id : Objects.requireNonNull(front.fronts().get(profile))) {
                FrontFile.Entry plan = front.plan(id).orElseThrow();
                assertEquals(scheme, plan.scheme().key(), id);
                assertTrue(plan.objectives().containsKey("latency_ms@" + profile));
            }
            FrontFile.Baseline baseline = front.baselines().stream()
                    .filter(known -> known.name().equals("uniform-4")
                            && known.scheme().map(QuantizationScheme::key).equals(Optional.of(scheme)))
                    .findFirst()
                    .orElseThrow();
            uniform4.add(Objects.requireNonNull(baseline.objectives().get("accuracy")));
            assertEquals(
                    Set.of("accuracy", "weight_bytes", "peak_activation_bytes", "latency_ms@" + profile),
                    baseline.objectives().keySet());
            assertTrue(baseline.test().isPresent());
        });
        assertTrue(uniform4.size() > 1, "the same plan has the same accuracy under every scheme: " + uniform4);
        for (JsonNode verification :
                new JsonMapper().readTree(run.resolve("verification.json").toFile())) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
        }
        FrontFile.Entry shifted = front.plan(
                        Objects.requireNonNull(front.fronts().get("shifts")).getFirst())
                .orElseThrow();
        assertEvaluatesAsTheSearchDid(config, run, shifted);
        assertExports(run, shifted.id());
        Invocation evaluate = Invocation.of(
                "evaluate",
                "--config",
                config.toString(),
                "--plan",
                run.resolve("plans/" + shifted.id() + ".yaml").toString());
        assertTrue(
                evaluate.err().contains("no prices for tensor: its scheme is per-tensor-asymmetric/asymmetric/any"),
                evaluate.err());
    }

    @Test
    void aNetworkThatOnlyGuessesIsWarnedOf() throws IOException {
        Path config = SmallInputs.write(folder).config("own", SmallInputs.npyConfig());
        byte[] labels = Files.readAllBytes(folder.resolve("labels.npy"));
        for (int i = labels.length - SmallInputs.SAMPLES; i < labels.length; i++) {
            labels[i] = (byte) (1 - labels[i]);
        }
        Files.write(folder.resolve("labels.npy"), labels);
        Path run = folder.resolve("run");

        Invocation search = Invocation.of(
                "search", config.toString(), "--set", "search.budget=4", "--set", "export=[]", "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        String warning = "the float network itself has the accuracy ";
        assertTrue(search.out().contains("warning: " + warning), search.out());
        assertTrue(Files.readString(run.resolve("run.log")).contains(warning));
        assertTrue(Files.readString(run.resolve("report.html")).contains(warning));
    }

    /** Qualities of each kind: a share, an error of scores, a likeness and a distance of numbers. */
    @ParameterizedTest
    @CsvSource({
        "cross_entropy, agreement, cross-entropy",
        "cosine, relative_l2_to_vernier, cosine to float",
        "relative_l2_to_float, relative_l2_to_vernier, relative L2 distance to float"
    })
    void plansAreSearchedByOtherQualitiesThanAccuracy(String key, String agreement, String label) throws IOException {
        String text = SmallInputs.npyConfig().replace("[accuracy,", "[" + key + ",");
        Path config = SmallInputs.write(folder).config("own", text);
        Path run = folder.resolve("run");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        assertFalse(search.out().contains("warning: "), search.out());
        assertTrue(search.out().contains("test " + label), search.out());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertEquals(key, front.quality().key());
        assertTrue(front.plans().stream().anyMatch(plan -> plan.test().isPresent()));
        for (JsonNode verification :
                new JsonMapper().readTree(run.resolve("verification.json").toFile())) {
            assertTrue(verification.get("verified").asBoolean(), verification.toString());
            assertTrue(verification.get(agreement).isNumber(), verification.toString());
            assertTrue(verification.get(key).isNumber(), verification.toString());
        }
        assertTrue(Files.readString(run.resolve("report.html")).contains(label));
        assertTrue(Files.size(run.resolve("front.png")) > 0);
        FrontFile.Entry best = front.plan(Objects.requireNonNull(front.fronts().get("cpu-x86-avx512"))
                        .getFirst())
                .orElseThrow();
        assertEvaluatesAsTheSearchDid(config, run, best);
        Invocation asked = Invocation.of("best", "--run", run.toString());
        assertEquals(0, asked.exitCode(), asked.err());
        Double value = front.plans().stream()
                .map(plan -> Objects.requireNonNull(plan.objectives().get(key)))
                .reduce(front.quality()::better)
                .orElseThrow();
        assertTrue(asked.out().lines().toList().contains(TrialLine.of(key, value)), asked.out());
    }

    private static void assertEvaluatesAsTheSearchDid(Path config, Path run, FrontFile.Entry plan) {
        Path file = run.resolve("plans/" + plan.id() + ".yaml");
        Invocation evaluate = Invocation.of("evaluate", "--config", config.toString(), "--plan", file.toString());
        assertEquals(0, evaluate.exitCode(), evaluate.err());
        List<String> lines = evaluate.out().lines().toList();
        plan.objectives()
                .forEach((name, value) -> assertTrue(lines.contains(TrialLine.of(name, value)), evaluate.out()));
        assertTrue(
                lines.stream().allMatch(line -> line.matches("[\\w|-]+=[+-]?\\d*(\\.\\d+)?([Ee][+-]?\\d+)?")),
                evaluate.out());
    }

    private static void assertExports(Path run, String id) throws IOException {
        Path model = run.resolve("models/" + id + ".qdq.onnx");
        boolean written = Files.exists(model);
        byte[] before = written ? Files.readAllBytes(model) : new byte[0];
        Invocation export = Invocation.of("export", "--run", run.toString(), "--plan", id, "--format", "qdq");
        assertEquals(0, export.exitCode(), export.err());
        if (written) {
            assertArrayEquals(before, Files.readAllBytes(model));
        }
        assertEquals(
                0,
                Invocation.of("export", "--run", run.toString(), "--plan", id, "--format", "json")
                        .exitCode());
        assertTrue(Files.readString(run.resolve("models/" + id + ".json")).contains("\"weight_bits\" : "));
    }

    private static void assertUniformPlansHaveNames(Path config, Path run, FrontFile front) throws IOException {
        assertExports(run, "uniform-8");
        assertExports(run, "uniform-8-per-channel-symmetric-symmetric-any");
        assertEquals(
                0,
                Invocation.of("export", "--run", run.toString(), "--plan", "uniform-2/8", "--format", "json")
                        .exitCode());
        String mixed = Files.readString(run.resolve("models/uniform-2-8.json"));
        assertTrue(mixed.contains("\"weight_bits\" : 2,\n    \"activation_bits\" : 8"), mixed);
        Invocation evaluate = Invocation.of("evaluate", "--config", config.toString(), "--plan", "uniform-4");
        assertEquals(0, evaluate.exitCode(), evaluate.err());
        FrontFile.Baseline known = front.baselines().stream()
                .filter(baseline -> baseline.name().equals("uniform-4"))
                .findFirst()
                .orElseThrow();
        known.objectives()
                .forEach((name, value) -> assertTrue(
                        evaluate.out().lines().toList().contains(TrialLine.of(name, value)), evaluate.out()));
    }

    private static void assertNoTemporaryFiles(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    @Test
    void idxFilesAndTheRandomStrategyWorkToo() throws IOException {
        Path config = SmallInputs.write(folder).config("own-idx", SmallInputs.idxConfig());
        Path run = folder.resolve("run");

        Invocation search = Invocation.of("search", config.toString(), "--out", run.toString());

        assertEquals(0, search.exitCode(), search.err());
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        assertTrue(front.plans().getFirst().objectives().containsKey("peak_activation_bytes"));
        assertFalse(Files.exists(run.resolve("models/uniform-8.qdq.onnx")), "qdq was not asked for");
    }

    @Test
    void aTimeBudgetEndsWithAFront() throws IOException {
        Path config = SmallInputs.write(folder).config("own", SmallInputs.npyConfig());
        Path run = folder.resolve("run");

        Invocation search = Invocation.of(
                "search",
                config.toString(),
                "--set",
                "search.budget=1s",
                "--set",
                "export=[]",
                "--out",
                run.toString());

        assertEquals(0, search.exitCode(), search.err());
        assertTrue(Files.exists(run.resolve("front.json")));
    }
}
