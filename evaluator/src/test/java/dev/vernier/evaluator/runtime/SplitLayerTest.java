package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitLayerTest {
    private static final int IMAGES = 3;
    private static final int OUTPUTS = 7;

    private final Kernels kernels = KernelSelection.select();

    /** Sums up to 2^40, far beyond 32 bits, against arithmetic without an end. */
    @ParameterizedTest
    @CsvSource({"1, 0, 8", "40, 65535, 16", "40, 4660, 16", "5000, 32768, 8", "65793, 0, 16", "65793, 65535, 32"})
    void equalsTheFormulaWhateverTheSums(int depth, int zeroPoint, int outputBits) {
        SplittableRandom random = new SplittableRandom(depth + zeroPoint);
        ConvShape shape = ConvShape.matrix(1, depth, OUTPUTS);
        byte[] weights = new byte[shape.weights()];
        random.nextBytes(weights);
        char[] codes = new char[IMAGES * depth];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextInt(9) == 0 ? 0xFFFF : (char) random.nextInt(0x10000);
        }
        int[] bias = random.ints(OUTPUTS, -1 << 30, 1 << 30).toArray();
        float[] multipliers = new float[OUTPUTS];
        Arrays.fill(multipliers, 3e-10f);
        Convolution convolution = kernels.prepare(shape, new Precision(8, 8), weights, new byte[OUTPUTS]);
        Epilogue.ToFloats real = new Epilogue.ToFloats(bias, multipliers, -40f, 40f);
        Optional<ActivationQuantizer> output = outputBits == Precision.FLOAT
                ? Optional.empty()
                : Optional.of(ActivationQuantizer.spanning(-30f, 35f, outputBits));
        Values result = values(Values.Form.of(output), IMAGES * OUTPUTS);
        Values input = values(Values.Form.WIDE_CODES, codes.length);
        MemorySegment.copy(codes, 0, input.data(), JAVA_CHAR, 0, codes.length);

        new SplitLayer(List.of(new SplitLayer.Slice(convolution, 0)), zeroPoint, real, output)
                .run(IMAGES, List.of(input), result, new WorkingMemory(kernels));

        float[] decoded = result.decoded(output);
        for (int i = 0; i < decoded.length; i++) {
            int channel = i % OUTPUTS;
            BigInteger sum = BigInteger.valueOf(bias[channel]);
            for (int k = 0; k < depth; k++) {
                long product = (codes[i / OUTPUTS * depth + k] - (long) zeroPoint) * weights[channel * depth + k];
                sum = sum.add(BigInteger.valueOf(product));
            }
            float y = Math.clamp(sum.floatValue() * multipliers[channel], -40f, 40f);
            float expected = output.map(to -> to.decode(to.encode(y))).orElse(y);
            assertEquals(expected, decoded[i], "output " + i);
        }
    }

    /** A window over channels that are taken a few at a time sums what a window over all of them does. */
    @ParameterizedTest
    @CsvSource({"8", "16"})
    void slicesOfChannelsAddUp(int bits) {
        SplittableRandom random = new SplittableRandom(bits);
        ConvShape whole = ConvShape.square(6, 7, OUTPUTS, 3, 2, 1, 1);
        byte[] weights = new byte[whole.weights()];
        random.nextBytes(weights);
        Values input = values(bits > 8 ? Values.Form.WIDE_CODES : Values.Form.CODES, whole.inputElements(IMAGES));
        for (int i = 0; i < input.length(); i++) {
            input.code(i, random.nextInt(1 << bits));
        }
        float[] ones = new float[OUTPUTS];
        Arrays.fill(ones, 1f);
        Epilogue.ToFloats real =
                new Epilogue.ToFloats(new int[OUTPUTS], ones, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        int zeroPoint = (1 << bits) / 3;
        float[] expected = run(List.of(slice(whole, weights, 0, 7)), input, zeroPoint, real);
        List<SplitLayer.Slice> slices =
                List.of(slice(whole, weights, 0, 3), slice(whole, weights, 3, 3), slice(whole, weights, 6, 1));
        assertArrayEquals(expected, run(slices, input, zeroPoint, real));
    }

    private SplitLayer.Slice slice(ConvShape whole, byte[] weights, int first, int channels) {
        byte[] part = new byte[OUTPUTS * channels * 9];
        for (int c = 0; c < OUTPUTS; c++) {
            System.arraycopy(weights, (c * 7 + first) * 9, part, c * channels * 9, channels * 9);
        }
        ConvShape shape = ConvShape.square(whole.inputHeight(), channels, OUTPUTS, 3, 2, 1, 1);
        return new SplitLayer.Slice(kernels.prepare(shape, new Precision(8, 8), part, new byte[OUTPUTS]), first);
    }

    private float[] run(List<SplitLayer.Slice> slices, Values input, int zeroPoint, Epilogue.ToFloats real) {
        ConvShape shape = slices.getFirst().convolution().shape();
        Values result = values(Values.Form.FLOATS, shape.outputElements(IMAGES));
        new SplitLayer(slices, zeroPoint, real, Optional.empty())
                .run(IMAGES, List.of(input), result, new WorkingMemory(kernels));
        return result.floats();
    }

    private static Values values(Values.Form form, int elements) {
        return new Values(form, Arena.ofAuto().allocate((long) elements * form.bytes(), 64));
    }
}
