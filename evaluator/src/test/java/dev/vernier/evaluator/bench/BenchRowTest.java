package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.hardware.workload.Precision;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BenchRowTest {
    private static final OptionalDouble NOTHING = OptionalDouble.empty();

    @Test
    void aProductFillsEveryColumn() {
        BenchRow row = new BenchRow(
                "gemm",
                OptionalInt.of(49),
                OptionalInt.of(960),
                OptionalInt.of(160),
                new Precision(4, 8),
                "native",
                "avx512-vnni",
                2,
                123456.789,
                OptionalDouble.of(2.00049),
                OptionalDouble.of(0.000012345678),
                OptionalDouble.of(1),
                OptionalDouble.of(81.25),
                0.03);
        assertEquals("gemm,49,960,160,4,8,native,avx512-vnni,2,123500,2.000,0.00001235,1,81.25,0.03000", row.csv());
        assertEquals(columns(BenchRow.CSV_HEADER), columns(row.csv()));
    }

    @Test
    void whatDoesNotApplyIsEmptyAndNamesAreQuoted() {
        BenchRow row = new BenchRow(
                "my \"net\", v2",
                OptionalInt.of(64),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Precision(8, 8),
                "scalar",
                "",
                1,
                5,
                NOTHING,
                NOTHING,
                NOTHING,
                NOTHING,
                0);
        assertEquals("\"my \"\"net\"\", v2\",64,,,8,8,scalar,,1,5,,,,,0", row.csv());
    }

    private static int columns(String line) {
        return line.split(",", -1).length;
    }
}
