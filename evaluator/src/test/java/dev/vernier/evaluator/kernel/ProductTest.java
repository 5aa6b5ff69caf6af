package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProductTest {
    private final Kernels kernels = new ScalarKernels();

    /** The definition in wider arithmetic, sum by sum. */
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.ProductCases#all")
    void sumsAreThoseOfTheFormula(ProductCase each) {
        ProductShape s = each.shape();
        byte[] left = each.left();
        byte[] right = each.right();
        int[] expected = new int[each.batches() * s.outputElements()];
        for (int i = 0; i < expected.length; i++) {
            int n = i % s.columns();
            int row = i / s.columns();
            int batch = row / s.rows();
            long sum = 0;
            for (int k = 0; k < s.depth(); k++) {
                int at = batch * s.rightElements() + (s.transposed() ? n * s.depth() + k : k * s.columns() + n);
                long w = (right[at] & 0xFF) - (1L << (each.rightBits() - 1));
                sum += w * ((left[row * s.depth() + k] & 0xFF) - each.leftZeroPoint());
            }
            expected[i] = Math.toIntExact(sum);
        }
        assertArrayEquals(expected, new ProductRun(kernels, each, kernels.scratch()).sums());
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 4", "32, 8, 4", "8, 32, 4", "9, 8, 4"})
    void refusesWidthsThatNoKernelTakes(int rightBits, int leftBits, int depth) {
        ProductShape shape = new ProductShape(2, depth, 3, false);
        assertThrows(IllegalArgumentException.class, () -> kernels.product(shape, new Precision(rightBits, leftBits)));
    }

    @Test
    void refusesSumsThatMayLeave32Bits() {
        assertThrows(IllegalArgumentException.class, () -> new ProductShape(1, ConvShape.MAX_DEPTH + 1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new ProductShape(0, 1, 1, false));
    }

    @Test
    void refusesOperandsThatDoNotFit() {
        assertRefused(memory(8), memory(12), memory(6), 0, 3);
        assertRefused(memory(7), memory(12), memory(24), 0, 3);
        assertRefused(memory(8), memory(11), memory(24), 0, 3);
        assertRefused(memory(8), memory(12), memory(23), 0, 3);
        assertRefused(memory(8), memory(12), memory(24), 16, 3);
        assertRefused(memory(8), memory(12), memory(24), 0, 2);
        assertRefused(memory(8), MemorySegment.ofArray(new byte[12]), memory(24), 0, 3);
        assertRefused(MemorySegment.ofArray(new byte[8]), memory(12), memory(24), 0, 3);
        Product product = kernels.product(new ProductShape(2, 4, 3, false), new Precision(4, 4));
        product.run(1, memory(8), 0, memory(12), new Epilogue.ToSums(3), memory(24), kernels.scratch());
        assertEquals(24, product.shape().macs());
    }

    private void assertRefused(
            MemorySegment left, MemorySegment right, MemorySegment output, int leftZeroPoint, int channels) {
        Product product = kernels.product(new ProductShape(2, 4, 3, false), new Precision(4, 4));
        Epilogue epilogue = new Epilogue.ToSums(channels);
        assertThrows(
                IllegalArgumentException.class,
                () -> product.run(1, left, leftZeroPoint, right, epilogue, output, kernels.scratch()));
    }

    private static MemorySegment memory(int bytes) {
        return Arena.ofAuto().allocate(bytes);
    }
}
