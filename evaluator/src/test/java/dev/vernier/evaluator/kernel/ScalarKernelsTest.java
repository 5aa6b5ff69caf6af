package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarKernelsTest {
    private final Kernels kernels = new ScalarKernels();

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheFormulaInWiderArithmetic(KernelCase each) {
        KernelRun run = new KernelRun(kernels, each);
        long[] sums = PaddedConvolution.sums(each, each.input());
        for (Epilogue.ToCodes epilogue : List.of(each.toCodes(), each.withTies(1f), each.withTies(0.37f))) {
            assertArrayEquals(PaddedConvolution.codes(sums, epilogue), run.codes(epilogue));
        }
        Epilogue.ToJoin join = each.toJoin();
        assertArrayEquals(PaddedConvolution.joined(sums, join), run.codes(join));
        assertArrayEquals(PaddedConvolution.floats(sums, each.toFloats()), run.floats(each.toFloats()));
        assertArrayEquals(Arrays.stream(sums).mapToInt(Math::toIntExact).toArray(), run.sums());
    }

    @Test
    void roundsTiesToEvenAndClampsToTheLimits() {
        Convolution identity = prepare(ConvShape.matrix(1, 1, 1), new byte[] {1}, new byte[1]);
        // (x − 3) / 2 = −1.5, −1, −0.5, 0, 0.5, 1, 1.5, 2
        Epilogue.ToCodes halves =
                new Epilogue.ToCodes(new int[1], new float[] {0.5f}, Float.NEGATIVE_INFINITY, 1.25f, 1f, 2, 0, 3);
        MemorySegment output = memory(8);
        identity.run(8, holding(0, 1, 2, 3, 4, 5, 6, 7), 3, halves, output, kernels.scratch());
        assertArrayEquals(new byte[] {0, 1, 2, 2, 2, 3, 3, 3}, output.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void leavesWhatLiesBehindTheOutputUntouched() {
        KernelCase each = KernelCases.all().findFirst().orElseThrow();
        int outputs = each.shape().outputElements(each.images());
        byte[] bytes = new KernelRun(kernels, each).bytes(each.toCodes());
        assertTrue(bytes.length > outputs);
        for (int i = outputs; i < bytes.length; i++) {
            assertEquals(0x55, bytes[i]);
        }
    }

    @Test
    void refusesZeroPointsFromWhichSumsCouldLeave32Bits() {
        byte[] weights = new byte[ConvShape.MAX_ASYMMETRIC_DEPTH + 1];
        Arrays.fill(weights, (byte) 127);
        ConvShape tooDeep = ConvShape.matrix(1, weights.length, 1);
        assertThrows(IllegalArgumentException.class, () -> prepare(tooDeep, weights, new byte[] {-128}));
        assertEquals(tooDeep, prepare(tooDeep, weights, new byte[] {-1}).shape());
        long worst = 255L * 255 * ConvShape.MAX_ASYMMETRIC_DEPTH;
        assertTrue(worst <= Integer.MAX_VALUE && worst + 255 * 255 > Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "1,2", "1,-2", "2,-4", "2,4", "3,4", "3,-5", "7,64", "7,-65"})
    void refusesWeightsThatAreNoCodesOfTheirWidth(int bits, byte weight) {
        ConvShape shape = ConvShape.matrix(1, 1, 1);
        byte[] weights = {weight};
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels.prepare(shape, new Precision(bits, 8), weights, new byte[1]));
    }

    @Test
    void refusesWhatKernelsDoNotTake() {
        ConvShape shape = ConvShape.matrix(1, 2, 3);
        for (Precision precision : List.of(new Precision(32, 8), new Precision(8, 32))) {
            assertThrows(
                    IllegalArgumentException.class, () -> kernels.prepare(shape, precision, new byte[6], new byte[3]));
        }
        assertThrows(IllegalArgumentException.class, () -> prepare(shape, new byte[5], new byte[3]));
        assertThrows(IllegalArgumentException.class, () -> prepare(shape, new byte[6], new byte[2]));
        Epilogue three = new Epilogue.ToFloats(new int[3], new float[3], 0f, 1f);
        Epilogue two = new Epilogue.ToFloats(new int[2], new float[2], 0f, 1f);
        assertRefused(shape, memory(1), 0, three, memory(12));
        assertRefused(shape, memory(2), 0, three, memory(11));
        assertRefused(shape, memory(2), 0, two, memory(12));
        assertRefused(shape, memory(2), 256, three, memory(12));
        assertRefused(shape, MemorySegment.ofArray(new byte[2]), 0, three, memory(12));
        assertRefused(shape, memory(2), 0, three, MemorySegment.ofArray(new float[3]));
    }

    private void assertRefused(
            ConvShape shape, MemorySegment input, int zeroPoint, Epilogue epilogue, MemorySegment output) {
        Convolution convolution = prepare(shape, new byte[6], new byte[3]);
        Scratch scratch = kernels.scratch();
        assertThrows(
                IllegalArgumentException.class, () -> convolution.run(1, input, zeroPoint, epilogue, output, scratch));
    }

    private Convolution prepare(ConvShape shape, byte[] weights, byte[] zeroPoints) {
        return kernels.prepare(shape, new Precision(8, 8), weights, zeroPoints);
    }

    private static MemorySegment memory(int bytes) {
        return Arena.ofAuto().allocate(bytes);
    }

    private static MemorySegment holding(int... codes) {
        MemorySegment segment = memory(codes.length);
        for (int i = 0; i < codes.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) codes[i]);
        }
        return segment;
    }
}
