package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    private static final Scratch SCRATCH = new Scratch();

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        Convolution scalar = new ScalarKernels().prepare(each.shape(), each.weights());
        Convolution vector = new VectorKernels().prepare(each.shape(), each.weights());
        assertArrayEquals(codes(scalar, each, each.toCodes()), codes(vector, each, each.toCodes()));
        assertArrayEquals(codes(scalar, each, each.withTies()), codes(vector, each, each.withTies()));
        assertArrayEquals(floatBits(scalar, each), floatBits(vector, each));
    }

    /** Filled before and longer than needed, so that a write behind the output shows. */
    private static byte[] codes(Convolution convolution, KernelCase each, Epilogue.ToCodes epilogue) {
        byte[] output = new byte[each.shape().outputElements(each.images()) + 64];
        Arrays.fill(output, (byte) 0x55);
        convolution.run(each.images(), each.input(), each.inputZeroPoint(), epilogue, output, SCRATCH);
        return output;
    }

    private static int[] floatBits(Convolution convolution, KernelCase each) {
        float[] output = new float[each.shape().outputElements(each.images()) + 64];
        Arrays.fill(output, -77f);
        convolution.run(each.images(), each.input(), each.inputZeroPoint(), each.toFloats(), output, SCRATCH);
        int[] bits = new int[output.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(output[i]));
        return bits;
    }
}
