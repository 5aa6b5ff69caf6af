package dev.vernier.search.front;

import static dev.vernier.search.testing.Trials.ALL;
import static dev.vernier.search.testing.Trials.trial;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Interval;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontFileTest {
    private static final FrontFile FILE = FrontFile.of(
                    new FrontFile.Model("model.onnx", "ab12"),
                    List.of(Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES),
                    Map.of("cpu", Front.of(List.of(trial(11, 900, 0.25, 41230), trial(2, 850, 1e-7, 1e15)), ALL)))
            .withBaselines(List.of(
                    new FrontFile.Baseline("float", Optional.empty(), Map.of("accuracy", 0.93), Optional.empty())));

    @TempDir
    Path folder;

    @Test
    void writesExactlyThis() {
        FrontFile.Entry first = FILE.plans().getFirst();
        FrontFile tested = new FrontFile(
                FILE.model(),
                FILE.objectives(),
                List.of(first.withTest(new FrontFile.Tested(0.84, new Interval(0.8, 0.875)))),
                Map.of("cpu", List.of("p003")),
                FILE.baselines(),
                Map.of("cpu", Map.of("p003", List.of("no gain"))));
        assertEquals("""
                {
                  "vernier": 1,
                  "model": {"file": "model.onnx", "sha256": "ab12"},
                  "objectives": ["accuracy", "latency_ms", "weight_bytes"],
                  "plans": [
                    {
                      "id": "p003",
                      "scheme": "per-channel-symmetric/asymmetric/any",
                      "objectives": {"accuracy": 0.85, "weight_bytes": 1000000000000000, "latency_ms@cpu": 1.0E-7},
                      "search_interval": [0.8265313415731996, 0.8707899274869118],
                      "test": {
                        "accuracy": 0.84,
                        "interval": [0.8, 0.875]
                      },
                      "layers": [
                        {"name": "first", "weight_bits": 8, "activation_bits": 8},
                        {"name": "second", "weight_bits": 8, "activation_bits": 8},
                        {"name": "last", "weight_bits": 8, "activation_bits": 8}
                      ]
                    }
                  ],
                  "fronts": {
                    "cpu": ["p003"]
                  },
                  "baselines": [
                    {
                      "name": "float",
                      "objectives": {"accuracy": 0.93, "weight_bytes": null, "latency_ms@cpu": null}
                    }
                  ],
                  "flags": {
                    "cpu": {
                      "p003": ["no gain"]
                    }
                  }
                }
                """, tested.toJson());
    }

    @Test
    void testsStandUnderTheNameOfTheQuality() throws IOException {
        String text = FILE.withBaselines(List.of(new FrontFile.Baseline(
                        "float",
                        Optional.empty(),
                        Map.of("accuracy", 0.93),
                        Optional.of(new FrontFile.Tested(12.5, new Interval(-1, 14))))))
                .toJson()
                .replace("\"accuracy\"", "\"perplexity\"");

        FrontFile file = FrontFile.read(write(text));

        assertEquals("perplexity", file.quality().key());
        assertTrue(text.contains("\"perplexity\": 12.5,"), text);
        assertEquals(text, file.toJson());
        assertThrows(
                InvalidInputException.class, () -> FrontFile.read(write(text.replace("perplexity", "perplexion"))));
    }

    @Test
    void readsWhatItWrote() throws IOException {
        FrontFile flagged = FILE.withFlags(Map.of("cpu", Map.of("p003", List.of("one <reason>", "another"))));
        assertEquals(flagged, FrontFile.read(write(flagged.toJson())));
        assertEquals(List.of("one <reason>", "another"), flagged.flags("cpu", "p003"));
        assertEquals(List.of(), flagged.flags("cpu", "p012"));
        assertEquals(List.of(), flagged.flags("gpu", "p003"));
        assertEquals(FILE, FrontFile.read(write(FILE.toJson())));
        assertEquals(FILE.toJson(), FrontFile.read(write(FILE.toJson())).toJson());
    }

    @Test
    void plansStandInTheOrderOfProposalAndFrontsInTheirOwn() {
        assertEquals(
                List.of("p003", "p012"),
                FILE.plans().stream().map(FrontFile.Entry::id).toList());
        assertEquals(Map.of("cpu", List.of("p012", "p003")), FILE.fronts());
    }

    @Test
    void answersWhichPlanIsBest() {
        List<Objective> known = FILE.knownObjectives();
        assertEquals(
                List.of("accuracy", "weight_bytes", "latency_ms@cpu"),
                known.stream().map(Objective::name).toList());
        assertEquals(Optional.of("p012"), best("weight_bytes<1e20", known.getFirst()));
        assertEquals(Optional.of("p003"), best("latency_ms<0.1", known.getFirst()));
        assertEquals(Optional.of("p012"), best("accuracy>0", known.get(1)));
        assertEquals(Optional.empty(), best("accuracy>0.95", known.getFirst()));
    }

    @ParameterizedTest
    @CsvSource({
        "accuracy>0.95, p012",
        "accuracy>0.9, p012",
        "weight_bytes<1, p012",
        "accuracy>0.86 & latency_ms<0.01, p003",
        "accuracy>0.89 & latency_ms<0.2, p012"
    })
    void answersWhichPlanComesNearest(String where, String nearest) {
        Where conditions = Where.parse("--where", where, FILE.knownObjectives());
        Objective by = FILE.knownObjectives().getFirst();
        assertEquals(Optional.empty(), FILE.best(conditions, by));

        NearMiss miss = FILE.nearMiss(conditions, by).orElseThrow();

        assertEquals(nearest, miss.nearest().id());
        if (where.startsWith("accuracy")) {
            assertEquals(new NearMiss.Range(0.85, 0.9), miss.ranges().get(by));
        }
    }

    @Test
    void nothingComesNearToMetricsThatNoPlanHasTogether() {
        FrontFile.Entry cpu = FILE.plans().getFirst();
        FrontFile.Entry gpu = new FrontFile.Entry(
                "p050",
                cpu.scheme(),
                Map.of("accuracy", 0.9, "latency_ms@gpu", 1.0),
                cpu.searchInterval(),
                Optional.empty(),
                cpu.layers());
        FrontFile file =
                new FrontFile(FILE.model(), FILE.objectives(), List.of(cpu, gpu), Map.of(), List.of(), Map.of());
        Where where = Where.parse("--where", "latency_ms@gpu<9", file.knownObjectives());

        assertEquals(Optional.empty(), file.nearMiss(where, Objective.of(Metric.Cost.LATENCY_MS, "cpu")));
    }

    private static Optional<String> best(String where, Objective by) {
        return FILE.best(Where.parse("--where", where, FILE.knownObjectives()), by)
                .map(FrontFile.Entry::id);
    }

    @Test
    void refusesWhatContradictsItself() {
        Map<String, List<String>> fronts = new LinkedHashMap<>(FILE.fronts());
        fronts.put("gpu", List.of("p099"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new FrontFile(FILE.model(), FILE.objectives(), FILE.plans(), fronts, List.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"vernier\": 1|\"vernier\": 2|front.json:2:",
                "\"p003\"]|\"p004\"]|no plan has this id",
                "\"weight_bits\": 8|\"weight_bits\": 9|front.json:",
                "\"accuracy\": 0.85|\"acuracy\": 0.85|no metric is named 'acuracy'",
                "\"fronts\"|\"frontiers\"|front.json:"
            })
    void refusesOtherFilesWithTheirPlace(String found, String replacement, String message) throws IOException {
        String text = FILE.toJson();
        assertTrue(text.contains(found));
        Path file = write(text.replace(found, replacement));
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> FrontFile.read(file));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("front.json"), text);
    }
}
