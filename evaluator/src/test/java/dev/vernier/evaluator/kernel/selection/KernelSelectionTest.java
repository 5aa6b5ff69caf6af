package dev.vernier.evaluator.kernel.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSelectionTest {
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void givesTheLevelThatIsForced(String level) {
        assertEquals(level, KernelSelection.select(level).level());
    }

    @Test
    void takesTheFastestLevelByItself() {
        assertEquals("vector", KernelSelection.select(KernelSelection.AUTO).level());
    }

    @Test
    void refusesALevelThatDoesNotExist() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KernelSelection.select("vektor"));
        assertEquals(
                "-Dvernier.kernels=vektor names no kernel level. Maybe you meant scalar, vector or auto.",
                refused.getMessage());
    }

    @Test
    void tellsWhichWidthsRunTheSameCode() {
        Kernels vector = KernelSelection.select("vector");
        String widest = vector.variant(LayerKind.CONV, new Precision(8, 8));
        assertEquals(widest, vector.variant(LayerKind.CONV, new Precision(7, 8)));
        assertNotEquals(widest, vector.variant(LayerKind.CONV, new Precision(1, 1)));
        assertEquals(widest, vector.variant(LayerKind.DEPTHWISE, new Precision(1, 1)));
    }
}
