package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarKernelsTest {
    private final Kernels kernels = new ScalarKernels();
    private final Scratch scratch = new Scratch();

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheFormulaInWiderArithmetic(KernelCase each) {
        Convolution convolution = kernels.prepare(each.shape(), each.weights(), each.zeroPoints());
        int outputs = each.shape().outputElements(each.images());
        byte[] input = each.input();
        long[] sums = PaddedConvolution.sums(each, input);

        for (Epilogue.ToCodes epilogue : List.of(each.toCodes(), each.withTies(1f), each.withTies(0.37f))) {
            byte[] codes = new byte[outputs];
            convolution.run(each.images(), input, each.inputZeroPoint(), epilogue, codes, scratch);
            assertArrayEquals(PaddedConvolution.codes(sums, epilogue), codes);
        }

        float[] floats = new float[outputs];
        convolution.run(each.images(), input, each.inputZeroPoint(), each.toFloats(), floats, scratch);
        assertArrayEquals(PaddedConvolution.floats(sums, each.toFloats()), floats);
    }

    @Test
    void roundsTiesToEvenAndClampsToTheLimits() {
        Convolution identity = kernels.prepare(ConvShape.matrix(1, 1, 1), new byte[] {1});
        byte[] input = {0, 1, 2, 3, 4, 5, 6, 7};
        // (x − 3) / 2 = −1.5, −1, −0.5, 0, 0.5, 1, 1.5, 2
        Epilogue.ToCodes halves =
                new Epilogue.ToCodes(new int[1], new float[] {0.5f}, Float.NEGATIVE_INFINITY, 1.25f, 1f, 2, 0, 3);
        byte[] output = new byte[8];
        identity.run(8, input, 3, halves, output, scratch);
        assertArrayEquals(new byte[] {0, 1, 2, 2, 2, 3, 3, 3}, output);
    }

    @Test
    void leavesWhatLiesBehindTheOutputUntouched() {
        KernelCase each = KernelCases.all().findFirst().orElseThrow();
        int outputs = each.shape().outputElements(each.images());
        byte[] output = new byte[outputs + 1];
        output[outputs] = 77;
        kernels.prepare(each.shape(), each.weights(), each.zeroPoints())
                .run(each.images(), each.input(), each.inputZeroPoint(), each.toCodes(), output, scratch);
        assertEquals(77, output[outputs]);
    }

    @Test
    void refusesZeroPointsFromWhichSumsCouldLeave32Bits() {
        byte[] weights = new byte[ConvShape.MAX_ASYMMETRIC_DEPTH + 1];
        Arrays.fill(weights, (byte) 127);
        ConvShape tooDeep = ConvShape.matrix(1, weights.length, 1);
        assertThrows(IllegalArgumentException.class, () -> kernels.prepare(tooDeep, weights, new byte[] {-128}));
        assertEquals(tooDeep, kernels.prepare(tooDeep, weights, new byte[] {-1}).shape());
        long worst = 255L * 255 * ConvShape.MAX_ASYMMETRIC_DEPTH;
        assertTrue(worst <= Integer.MAX_VALUE && worst + 255 * 255 > Integer.MAX_VALUE);
    }

    @Test
    void refusesArraysThatAreTooShort() {
        ConvShape shape = ConvShape.matrix(1, 2, 3);
        assertThrows(IllegalArgumentException.class, () -> kernels.prepare(shape, new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> kernels.prepare(shape, new byte[6], new byte[2]));
        Convolution convolution = kernels.prepare(shape, new byte[6]);
        Epilogue.ToFloats three = new Epilogue.ToFloats(new int[3], new float[3], 0f, 1f);
        Epilogue.ToFloats two = new Epilogue.ToFloats(new int[2], new float[2], 0f, 1f);
        assertThrows(
                IllegalArgumentException.class, () -> convolution.run(1, new byte[1], 0, three, new float[3], scratch));
        assertThrows(
                IllegalArgumentException.class, () -> convolution.run(1, new byte[2], 0, three, new float[2], scratch));
        assertThrows(
                IllegalArgumentException.class, () -> convolution.run(1, new byte[2], 0, two, new float[3], scratch));
        assertThrows(
                IllegalArgumentException.class,
                () -> convolution.run(1, new byte[2], 256, three, new float[3], scratch));
    }
}
