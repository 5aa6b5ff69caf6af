package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.job.SearchJob;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.testing.Trials;
import dev.vernier.search.trial.Metric;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchSummaryTest {
    private static final FrontFile FRONT = FrontFile.of(
                    new FrontFile.Model("model.onnx", "ab12"),
                    List.of(Metric.Quality.ACCURACY, Metric.Cost.LATENCY_MS, Metric.Cost.WEIGHT_BYTES),
                    Map.of(
                            "cpu",
                            Front.of(
                                    List.of(Trials.trial(11, 900, 0.25, 41230), Trials.trial(2, 850, 0.125, 1200)),
                                    Trials.ALL)))
            .withFlags(Map.of(
                    "cpu",
                    Map.of(
                            "p012", List.of("what its layers save (0.1) is lost (here)"),
                            "p003", List.of("what its layers save (0.2) is lost (there)"))));

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertTrue(print().contains("""
                front for cpu (2 plans)
                  plan  accuracy  latency_ms  weight_bytes  test accuracy
                  p012    0.9000      0.2500        41,230
                  p003    0.8500      0.1250         1,200
                  note: all plans: what its layers save is lost
                """), print());
        assertTrue(print().contains("""
                  plan                                           samples/s  × float  agreement  verified
                  uniform-8-per-channel-symmetric-symmetric-any      2,000     2.00     0.9990       yes
                  p012                                                 500     0.50     1.0000       yes
                """), print());
    }

    @Test
    void theBudgetIsAccountedFor() {
        assertTrue(print().contains("\nspent of the budget of 200: 181 evaluations of plans\n"), print());
    }

    private static String print() {
        StringWriter text = new StringWriter();
        new SearchSummary(new PrintWriter(text))
                .print(
                        Path.of("runs", "x"),
                        new SearchJob.Result(
                                FRONT,
                                List.of(
                                        verification("uniform-8-per-channel-symmetric-symmetric-any", 0.999, 2000),
                                        verification("p012", 1, 500)),
                                Outcome.Ending.SPENT,
                                "of the budget of 200: 181 evaluations of plans",
                                Optional.empty()));
        return text.toString();
    }

    private static Verification verification(String plan, double agreement, double speed) {
        return new Verification(
                plan,
                "onnxruntime",
                Verification.Fusion.ON,
                true,
                new Agreement.OfClasses(agreement),
                Fidelity.ofSuccesses(900, 1000, 0.1),
                1000,
                speed);
    }
}
