package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    private static final Scratch SCRATCH = new Scratch();

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        byte[] weights = each.weights();
        byte[] zeroPoints = each.zeroPoints();
        byte[] input = each.input();
        Convolution scalar = new ScalarKernels().prepare(each.shape(), weights, zeroPoints);
        Convolution vector = new VectorKernels().prepare(each.shape(), weights, zeroPoints);
        for (Epilogue.ToCodes epilogue : List.of(each.toCodes(), each.withTies(1f), each.withTies(0.37f))) {
            assertArrayEquals(codes(scalar, each, input, epilogue), codes(vector, each, input, epilogue));
        }
        assertArrayEquals(floatBits(scalar, each, input), floatBits(vector, each, input));
    }

    /** Filled before and longer than needed, so that a write behind the output shows. */
    private static byte[] codes(Convolution convolution, KernelCase each, byte[] input, Epilogue.ToCodes epilogue) {
        byte[] output = new byte[each.shape().outputElements(each.images()) + 64];
        Arrays.fill(output, (byte) 0x55);
        convolution.run(each.images(), input, each.inputZeroPoint(), epilogue, output, SCRATCH);
        return output;
    }

    private static int[] floatBits(Convolution convolution, KernelCase each, byte[] input) {
        float[] output = new float[each.shape().outputElements(each.images()) + 64];
        Arrays.fill(output, -77f);
        convolution.run(each.images(), input, each.inputZeroPoint(), each.toFloats(), output, SCRATCH);
        int[] bits = new int[output.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(output[i]));
        return bits;
    }
}
