package dev.vernier.evaluator.kernel.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.foreign.NativeKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSelectionTest {
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void givesTheLevelThatIsForced(String level) {
        assertEquals(level, KernelSelection.level(level).level());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void refusesAnInstructionSetForLevelsThatHaveNone(String level) {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KernelSelection.level(level, "avx2"));
        assertEquals(
                "-Dvernier.isa=avx2 is for native kernels, and -Dvernier.kernels=" + level
                        + " asks for others. Maybe leave one of them out.",
                refused.getMessage());
    }

    @Test
    void takesTheFastestLevelByItself() {
        assertEquals(
                nativeLevel() ? "native" : "vector",
                KernelSelection.level(KernelSelection.AUTO).level());
    }

    @Test
    void givesNativeKernelsOrSaysWhatIsMissing() {
        if (nativeLevel()) {
            assertEquals("native", KernelSelection.level("native").level());
            return;
        }
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KernelSelection.level("native"));
        assertTrue(String.valueOf(refused.getMessage()).contains("Maybe"));
    }

    private static boolean nativeLevel() {
        try {
            return NativeKernels.load(null).level().equals("native");
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void comparesTheVectorLevelWithTheFastestUnlessOneIsForced() {
        List<Kernels> compared = KernelSelection.compared(KernelSelection.AUTO);
        assertEquals("vector", compared.getFirst().level());
        assertEquals(
                KernelSelection.level(KernelSelection.AUTO).description(),
                compared.getLast().description());
        assertEquals(
                List.of("scalar"),
                KernelSelection.compared("scalar").stream().map(Kernels::level).toList());
    }

    @Test
    void tuningKeepsTheLevelAndCanBeSwitchedOff() {
        Kernels level = KernelSelection.level("scalar");
        assertSame(level, KernelSelection.tuned(level, "on"), "only code that is compiled beforehand races");
        Kernels best = KernelSelection.level(KernelSelection.AUTO);
        assertSame(best, KernelSelection.tuned(best, "off"));
        Kernels tuned = KernelSelection.tuned(best, "on");
        assertEquals(best.level().equals("native"), tuned instanceof TunedKernels);
        assertEquals(List.of(best.level(), best.description()), List.of(tuned.level(), tuned.description()));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KernelSelection.tuned(level, "maybe"));
        assertEquals("-Dvernier.tuning=maybe is neither on nor off. Maybe leave it out.", refused.getMessage());
    }

    @Test
    void refusesALevelThatDoesNotExist() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KernelSelection.level("vektor"));
        assertEquals(
                "-Dvernier.kernels=vektor names no kernel level. Maybe you meant scalar, vector, native or auto.",
                refused.getMessage());
    }

    @Test
    void tellsWhichWidthsRunTheSameCode() {
        Kernels vector = KernelSelection.level("vector");
        String widest = vector.variant(LayerKind.CONV, new Precision(8, 8));
        assertEquals(widest, vector.variant(LayerKind.CONV, new Precision(7, 8)));
        assertNotEquals(widest, vector.variant(LayerKind.CONV, new Precision(1, 1)));
        assertEquals(widest, vector.variant(LayerKind.DEPTHWISE, new Precision(1, 1)));
    }
}
