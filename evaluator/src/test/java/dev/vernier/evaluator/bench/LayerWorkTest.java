package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerWorkTest {
    @ParameterizedTest
    @CsvSource({
        "28, 28, 3, 1, 1",
        "28, 26, 3, 1, 0",
        "28, 14, 3, 2, 0",
        "28, 14, 1, 2, 0",
        "7, 4, 3, 2, 1",
        "7, 4, 1, 2, 0",
        "224, 112, 7, 2, 2",
        "224, 56, 4, 4, 0",
        "4, 4, 3, 1, 1",
        "4, 1, 4, 1, 0",
        "1, 1, 1, 1, 0",
        "2, 2, 5, 1, 2"
    })
    void findsAStrideAndPaddingThatGiveTheExtents(int input, int output, int kernel, int stride, int pad) {
        LayerWorkload layer =
                new LayerWorkload("l", LayerKind.CONV, input, input, 6, output, output, 4, kernel, kernel, 2);
        assertEquals(
                new ConvShape(input, input, 6, output, output, 4, kernel, kernel, stride, stride, 1, 1, pad, pad, 2),
                LayerWork.shape(layer));
    }
}
