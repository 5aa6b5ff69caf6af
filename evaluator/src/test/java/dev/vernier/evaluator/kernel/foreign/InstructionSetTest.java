package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InstructionSetTest {
    @ParameterizedTest
    @CsvSource({"AMX, AVX2", "VNNI, VNNI", "DOTPROD, NEON"})
    void containsThoseBefore(InstructionSet best, InstructionSet wanted) {
        assertDoesNotThrow(() -> best.require(wanted));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AVX2 | VNNI | this machine lacks the instructions that -Dvernier.isa=vnni asks for."
                        + " Maybe use -Dvernier.isa=avx2, the best it has.",
                "NEON | DOTPROD | this machine lacks the instructions that -Dvernier.isa=dotprod asks for."
                        + " Maybe use -Dvernier.isa=neon, the best it has.",
                "DOTPROD | AVX2 | -Dvernier.isa=avx2 asks for instructions of x86-64 processors, and this one is aarch64."
                        + " Maybe use -Dvernier.isa=dotprod, the best it has.",
                "AMX | NEON | -Dvernier.isa=neon asks for instructions of aarch64 processors, and this one is x86-64."
                        + " Maybe use -Dvernier.isa=amx, the best it has."
            })
    void refusesThoseOfBetterAndOtherProcessors(InstructionSet best, InstructionSet wanted, String message) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> best.require(wanted))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void isKnownToTheLibraryByItsNumber(InstructionSet set) {
        assertEquals(set, InstructionSet.ofCode(set.code()));
    }
}
