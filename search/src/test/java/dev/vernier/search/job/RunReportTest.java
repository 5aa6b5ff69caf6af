package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.search.report.ReportData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A fault of the report costs the faulty file alone. */
class RunReportTest {
    private final List<String> written = new ArrayList<>();

    @Test
    void bothFilesAreWritten() {
        RunReport.write(() -> data("p001"), (name, _) -> written.add(name));
        assertEquals(List.of("report.html", "front.png"), written);
    }

    @Test
    void aPictureThatCannotBeDrawnLeavesThePage() {
        RunReport.write(() -> data("a plan that nobody knows"), (name, _) -> written.add(name));
        assertEquals(List.of("report.html"), written);
    }

    @Test
    void aPageThatCannotBeWrittenLeavesThePicture() {
        RunReport.write(() -> data("p001"), (name, _) -> {
            if (name.equals("report.html")) {
                throw new IllegalStateException("a fault, for the test");
            }
            written.add(name);
        });
        assertEquals(List.of("front.png"), written);
    }

    @Test
    void aReportThatCannotBeMadeIsNotWritten() {
        RunReport.write(
                () -> {
                    throw new IllegalArgumentException("a fault, for the test");
                },
                (name, _) -> written.add(name));
        assertEquals(List.of(), written);
    }

    private static ReportData data(String front) {
        ReportData.Profile profile = new ReportData.Profile(
                "d",
                "a device",
                "uncalibrated",
                "the usual scheme",
                "a headline",
                List.of(new ReportData.Cost("latency_ms", "latency", "ms", false, true)),
                List.of(new ReportData.Point(
                        0, new ReportData.Estimate(0.9, 0.85, 0.95), 0.1, List.of(1.0), Optional.empty())),
                List.of(front),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of());
        return new ReportData(
                "a run",
                new ReportData.Quality("accuracy", "accuracy", true, true, false, true),
                new ReportData.Model("model.onnx", "9f86d0", 1, 1),
                List.of(),
                List.of(new ReportData.Plan("p001", "", "")),
                List.of(profile),
                List.of(),
                List.of(),
                new ReportData.Provenance("", Map.of(), ""));
    }
}
