package dev.vernier.search.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.trial.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
    private static final NetworkLayout LAYOUT = Networks.chain();
    private static final String SHA = "ab".repeat(32);
    private static final Candidate CANDIDATE = new Candidate(
            PrecisionPlan.uniform(LAYOUT, new Precision(4, 8), Map.of()),
            QuantizationScheme.parse("per-tensor-asymmetric/symmetric/power-of-two"));

    @TempDir
    Path folder;

    private Candidate read(String text) throws IOException {
        return PlanFile.read(Files.writeString(folder.resolve("plan.yaml"), text), LAYOUT, SHA);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        assertEquals(CANDIDATE, read(PlanFile.write("p001", SHA, CANDIDATE)));
    }

    @Test
    void withoutASchemeItIsTheUsualOne() throws IOException {
        String text = PlanFile.write("p001", SHA, CANDIDATE).replaceFirst("scheme: .*\n", "");
        assertEquals(new Candidate(CANDIDATE.plan(), QuantizationScheme.USUAL), read(text));
    }

    @Test
    void aWeightOnlyPlanSaysSoInItsSchemeAndItsWidths() throws IOException {
        for (OptionalInt group : List.of(OptionalInt.empty(), OptionalInt.of(64))) {
            Candidate candidate = new Candidate(
                    PrecisionPlan.uniform(LAYOUT, new Precision(4, 32), Map.of()),
                    QuantizationScheme.USUAL.weightOnly(group));
            String text = PlanFile.write("p001", SHA, candidate);
            assertEquals(candidate, read(text));
            assertEquals(group.isPresent(), text.contains("\nscheme: per-channel-symmetric/float/any/group-64\n"));
            String mixed = text.replaceFirst("4/32", "4/8");
            InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(mixed));
            assertTrue(e.getMessage().contains("plan.yaml:6:"), e.getMessage());
            assertTrue(
                    e.problem().contains("4/8 does not fit the scheme per-channel-symmetric/float/any"), e.problem());
            assertEquals("write 4/32", e.mend());
        }
        String floats = PlanFile.write("p001", SHA, CANDIDATE).replaceFirst("4/8", "4/32");
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(floats));
        assertEquals("write a width from 1 to 8 for them", e.mend());
    }

    @Test
    void anUnknownSchemeIsRefusedWithTheMend() {
        String text = PlanFile.write("p001", SHA, CANDIDATE).replace("per-tensor-asymmetric", "per-tensor-asymetric");
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(text));
        assertTrue(e.getMessage().contains("plan.yaml:4:"), e.getMessage());
        assertTrue(e.mend().contains("per-tensor-asymmetric/symmetric/power-of-two"), e.getMessage());
    }
}
