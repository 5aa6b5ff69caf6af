package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCaseTest {
    @ParameterizedTest
    @CsvSource({
        "256x256x256,       GEMM, 256, 256, 256",
        "49×960×160,        GEMM, 49, 960, 160",
        "1x4096x4096,       GEMV, 1, 4096, 4096",
        "32x32x16:3x3:16,   CONV, 16384, 144, 16",
        "8x4x64:1x1:32,     CONV, 512, 64, 32",
        "16x16x128:3x3:dw,  CONV, 4096, 9, 128",
        "12:128x64x100,     MATMUL, 1536, 64, 100",
        "3:1x7x9,           MATMUL, 3, 7, 9"
    })
    void readsProductsAndConvolutions(String text, BenchCase.Kind kind, int m, int k, int n) {
        BenchCase read = BenchCase.parse(text);
        assertEquals(kind, read.kind());
        assertEquals(List.of(m, k, n), List.of(read.m(), read.k(), read.n()));
        assertEquals((long) m * k * n, read.macs());
        assertEquals(read, BenchCase.parse(read.toString()));
    }

    @Test
    void paddingKeepsTheExtents() {
        assertEquals(
                new ConvShape(6, 5, 4, 6, 5, 7, 2, 5, 1, 1, 1, 1, 0, 2, 1),
                BenchCase.parse("6x5x4:2x5:7").shape());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "256",
                "256x256",
                "0x3x4",
                "3x0x4",
                "-1x2x3",
                "1x2x3x4",
                "a*b*c",
                "1x70000x1",
                "99999x60000x9",
                "8x8x8:3x3",
                "0:8x8x8",
                "9999:999x9999x9",
                "8x8x8:0x3:8",
                "8x8x8:3x3:dx",
                "99999x99999x1:1x1:1"
            })
    void refusesWhatIsNoShapeOrTooLarge(String text) {
        assertThrows(IllegalArgumentException.class, () -> BenchCase.parse(text));
    }

    @Test
    void dealsOutEvenly() {
        assertEquals(
                List.of("17x8x4", "16x8x4", "16x8x4"),
                BenchCase.parse("49x8x4").split(3).stream()
                        .map(BenchCase::toString)
                        .toList());
        assertEquals(1, BenchCase.parse("1x8x4").split(4).size());
        assertEquals(
                List.of("3:2x8x4", "2:2x8x4"),
                BenchCase.parse("5:2x8x4").split(2).stream()
                        .map(BenchCase::toString)
                        .toList());
        assertEquals(
                List.of(6, 5, 5),
                BenchCase.parse("8x8x8:3x3:8").split(3).stream()
                        .map(BenchCase::images)
                        .toList());
    }

    @Test
    void theUsualCasesAreOfEveryKind() {
        List<String> usual = BenchCase.usual().stream().map(BenchCase::toString).toList();
        assertTrue(usual.containsAll(List.of("256x256x256", "3136x576x64", "1x4096x4096", "8x8x64:3x3:64")));
        for (BenchCase.Kind kind : BenchCase.Kind.values()) {
            assertTrue(BenchCase.usual().stream().anyMatch(each -> each.kind() == kind), kind.key());
        }
    }
}
