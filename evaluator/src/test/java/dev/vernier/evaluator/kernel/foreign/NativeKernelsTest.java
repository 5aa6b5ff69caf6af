package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelCases;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ProductCase;
import dev.vernier.evaluator.kernel.ProductCases;
import dev.vernier.evaluator.kernel.ProductRun;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeKernelsTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        KernelRun.assertEqualTheSpecification(NativeLevel.all(), each);
    }

    /** A read or write beyond ends the JVM. */
    @ParameterizedTest
    @MethodSource("someCases")
    void touchesNothingBesidesItsOperands(KernelCase each) {
        try (GuardedMemory below = new GuardedMemory(GuardedMemory.Flush.AT_THE_START);
                GuardedMemory above = new GuardedMemory(GuardedMemory.Flush.AT_THE_END)) {
            KernelRun.assertEqualTheSpecification(NativeLevel.all(), each, List.of(below, above));
        }
    }

    /** Some of every kind. */
    static Stream<KernelCase> someCases() {
        List<KernelCase> all = KernelCases.all().toList();
        return IntStream.range(0, all.size()).filter(i -> i % 7 == 0).mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.ProductCases#all")
    void productsEqualTheSpecificationBitForBit(ProductCase each) {
        ProductRun.assertEqualTheSpecification(NativeLevel.all(), each);
    }

    /** A read or write beyond ends the JVM. */
    @ParameterizedTest
    @MethodSource("someProducts")
    void productsTouchNothingBesideTheirOperands(ProductCase each) {
        try (GuardedMemory below = new GuardedMemory(GuardedMemory.Flush.AT_THE_START);
                GuardedMemory above = new GuardedMemory(GuardedMemory.Flush.AT_THE_END)) {
            ProductRun.assertEqualTheSpecification(NativeLevel.all(), each, List.of(below, above));
        }
    }

    /** Some of every kind. */
    static Stream<ProductCase> someProducts() {
        List<ProductCase> all = ProductCases.all().toList();
        return IntStream.range(0, all.size()).filter(i -> i % 5 == 0).mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource
    void equalsTheSpecificationAtAnySize(KernelCase each) {
        KernelRun.assertEqualTheSpecification(NativeLevel.all(), each);
    }

    /** Depths and widths up to 1,023, drawn at random, at any pair of widths. */
    static Stream<KernelCase> equalsTheSpecificationAtAnySize() {
        SplittableRandom random = new SplittableRandom(19);
        return IntStream.range(0, 40).mapToObj(seed -> {
            int[] rows = {1, 2, 3, 5, 17, 50};
            int large = random.nextInt(1, 1024);
            int small = random.nextInt(1, 70);
            boolean deep = random.nextBoolean();
            ConvShape shape = ConvShape.matrix(rows[seed % rows.length], deep ? large : small, deep ? small : large);
            int weightBits = random.nextInt(1, 9);
            int activationBits = random.nextInt(1, 9);
            boolean asymmetric = random.nextInt(4) == 0;
            return new KernelCase(
                    shape, 1, weightBits, activationBits, asymmetric, KernelCase.Fill.RANDOM, 9000 + seed);
        });
    }

    /** Codes that no case has, also mixed with those that have a zero. */
    @ParameterizedTest
    @ValueSource(strings = {"-3 -1 1 3", "-3 -1 0 1 2 3", "-2 -1 0 1"})
    void keepsAnyCodesOfTwoBits(String codes) {
        byte[] book = new byte[codes.split(" ").length];
        for (int i = 0; i < book.length; i++) {
            book[i] = Byte.parseByte(codes.split(" ")[i]);
        }
        for (int activationBits = 1; activationBits <= 8; activationBits++) {
            for (int inputs : new int[] {1, 3, 16, 31, 130}) {
                ConvShape shape = ConvShape.square(5, inputs, 37, 3, 1, 1, 1);
                assertSameSums(shape, new Precision(2, activationBits), book);
                assertSameSums(ConvShape.matrix(1, inputs, 100), new Precision(2, activationBits), book);
            }
        }
    }

    /** Their memory does not come from Java. */
    @Test
    void equalsTheSpecificationOnLayersOfManyPages() {
        ConvShape shape = ConvShape.matrix(2, 2500, 900);
        assertTrue(layerBytes(NativeLevel.best(), shape, 8) > 1 << 21);
        assertSameSums(shape, new Precision(8, 8), new byte[] {-127, -5, 3, 127});
    }

    private static void assertSameSums(ConvShape shape, Precision precision, byte[] codes) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        byte[] weights = new byte[shape.weights()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = codes[random.nextInt(codes.length)];
        }
        byte[] input = new byte[shape.inputElements(1)];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) random.nextInt(1 << precision.activationBits());
        }
        int[] expected = sums(new ScalarKernels(), shape, precision, weights, input);
        for (NativeKernels kernels : NativeLevel.all()) {
            int[] actual = sums(kernels, shape, precision, weights, input);
            assertArrayEquals(expected, actual, () -> kernels.description() + " " + shape + " " + precision);
        }
    }

    @Test
    void keepsTheSignOfAZeroAtALimit() {
        NativeLevel.all().forEach(NativeKernelsTest::assertKeepsTheSignOfAZeroAtALimit);
    }

    /** Both zeros occur, and both limits. */
    static void assertKeepsTheSignOfAZeroAtALimit(NativeKernels kernels) {
        int channels = 17;
        ConvShape shape = ConvShape.matrix(1, 1, channels);
        float[] multiplier = new float[channels];
        for (int c = 0; c < channels; c++) {
            multiplier[c] = c % 2 == 0 ? 1f : -1f;
        }
        Convolution convolution = kernels.prepare(shape, new Precision(8, 8), new byte[channels], new byte[channels]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocate(1);
            MemorySegment output = arena.allocate(4L * channels);
            for (float zero : new float[] {0f, -0f}) {
                for (boolean low : new boolean[] {true, false}) {
                    Epilogue epilogue =
                            new Epilogue.ToFloats(new int[channels], multiplier, low ? zero : -1f, low ? 1f : zero);
                    convolution.run(1, input, 0, epilogue, output, kernels.scratch());
                    assertArrayEquals(multiplied(multiplier, 0f), output.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
                }
            }
        }
    }

    private static float[] multiplied(float[] multiplier, float sum) {
        float[] products = new float[multiplier.length];
        for (int c = 0; c < products.length; c++) {
            products[c] = sum * multiplier[c];
        }
        return products;
    }

    @Test
    void roundsEveryStepOfAnAddition() {
        NativeLevel.all().forEach(NativeKernelsTest::assertRoundsEveryStepOfAnAddition);
    }

    /** All pairs of codes, many of which add up to a tie only if both products are rounded first. */
    static void assertRoundsEveryStepOfAnAddition(NativeKernels kernels) {
        assertArrayEquals(addedPairs(new ScalarKernels()), addedPairs(kernels), kernels::description);
    }

    private static byte[] addedPairs(Kernels kernels) {
        int codes = 256;
        byte[] ones = new byte[codes];
        Arrays.fill(ones, (byte) 1);
        float[] multiplier = new float[codes];
        Arrays.fill(multiplier, 0.1f);
        Convolution convolution =
                kernels.prepare(ConvShape.matrix(codes, 1, codes), new Precision(8, 8), ones, new byte[codes]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocate(codes);
            MemorySegment other = arena.allocate((long) codes * codes);
            MemorySegment output = arena.allocate((long) codes * codes);
            for (int i = 0; i < codes * codes; i++) {
                other.set(ValueLayout.JAVA_BYTE, i, (byte) (i % codes));
                input.set(ValueLayout.JAVA_BYTE, i / codes, (byte) (i / codes));
            }
            Epilogue.ToCodes own = new Epilogue.ToCodes(
                    new int[codes], multiplier, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0.1f, 128, 0, 255);
            Epilogue.Addition addition =
                    new Epilogue.Addition(0.3f, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1f, 128, 0, 255);
            Epilogue join = new Epilogue.ToJoin(own, addition, other);
            convolution.run(1, input, 128, join, output, kernels.scratch());
            return output.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Multipliers and scales so far apart that real numbers and quotients leave what floats and integers hold. */
    @ParameterizedTest
    @CsvSource({"1e30, 1e-30", "1e30, 1e30", "1e-30, 1e-30", "1e-44, 1e-44", "3e38, 3e38", "1, 1", "1, 2"})
    void limitsCodesHoweverLargeQuotientsAre(float multiplier, float scale) {
        Epilogue.Addition addition = new Epilogue.Addition(0.3f, 7, -5, 900, 0.4f, 9, 0, 255);
        for (ConvShape shape : List.of(ConvShape.matrix(9, 70, 64), ConvShape.square(9, 64, 64, 3, 1, 1, 64))) {
            int channels = shape.outputChannels();
            float[] multipliers = new float[channels];
            for (int c = 0; c < channels; c++) {
                multipliers[c] = (c % 3 - 1) * multiplier;
            }
            Epilogue.ToCodes codes = new Epilogue.ToCodes(
                    new int[channels],
                    multipliers,
                    Float.NEGATIVE_INFINITY,
                    Float.POSITIVE_INFINITY,
                    scale,
                    90,
                    3,
                    250);
            assertSameCodes(shape, codes);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment other = arena.allocate(shape.outputElements(1));
                assertSameCodes(shape, new Epilogue.ToJoin(codes, addition, other));
            }
        }
    }

    private static void assertSameCodes(ConvShape shape, Epilogue epilogue) {
        for (int bits : new int[] {1, 8}) {
            SplittableRandom random = new SplittableRandom(5);
            byte[] weights = new byte[shape.weights()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (byte) (bits == 1 ? random.nextInt(2) * 2 - 1 : random.nextInt(-127, 128));
            }
            byte[] input = new byte[shape.inputElements(1)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) random.nextInt(1 << bits);
            }
            Precision precision = new Precision(bits, bits);
            byte[] expected = codes(new ScalarKernels(), shape, precision, weights, input, epilogue);
            for (NativeKernels kernels : NativeLevel.all()) {
                byte[] actual = codes(kernels, shape, precision, weights, input, epilogue);
                assertArrayEquals(expected, actual, () -> kernels.description() + " " + shape + " " + epilogue);
            }
        }
    }

    private static byte[] codes(
            Kernels kernels, ConvShape shape, Precision precision, byte[] weights, byte[] input, Epilogue epilogue) {
        Convolution convolution = kernels.prepare(shape, precision, weights, new byte[shape.outputChannels()]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(shape.outputElements(1));
            MemorySegment codes = arena.allocateFrom(ValueLayout.JAVA_BYTE, input);
            convolution.run(1, codes, 1, epilogue, output, kernels.scratch());
            return output.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static int[] sums(Kernels kernels, ConvShape shape, Precision precision, byte[] weights, byte[] input) {
        Convolution convolution = kernels.prepare(shape, precision, weights, new byte[shape.outputChannels()]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(4L * shape.outputElements(1));
            Epilogue epilogue = new Epilogue.ToSums(shape.outputChannels());
            MemorySegment codes = arena.allocateFrom(ValueLayout.JAVA_BYTE, input);
            convolution.run(1, codes, 1, epilogue, output, kernels.scratch());
            return output.toArray(ValueLayout.JAVA_INT_UNALIGNED);
        }
    }

    @Test
    void namesTheInstructionsItRunsOn() {
        for (NativeKernels kernels : NativeLevel.all()) {
            String key = kernels.instructionSet().key();
            assertEquals("native " + key, kernels.description());
            assertEquals(key + "-w4", kernels.variant(LayerKind.CONV, new Precision(3, 8)));
        }
    }

    @Test
    void keepsNarrowWeightsInFewerBytes() {
        ConvShape shape = ConvShape.matrix(1, 4096, 1024);
        NativeKernels kernels = NativeLevel.best();
        long eight = layerBytes(kernels, shape, 8);
        for (int bits : new int[] {1, 2, 4}) {
            assertEquals(bits / 8.0, layerBytes(kernels, shape, bits) / (double) eight, 0.01);
        }
    }

    private static long layerBytes(NativeKernels kernels, ConvShape shape, int bits) {
        byte[] weights = new byte[shape.weights()];
        Arrays.fill(weights, (byte) 1);
        Convolution convolution =
                kernels.prepare(shape, new Precision(bits, 8), weights, new byte[shape.outputChannels()]);
        return ((NativeConvolution) convolution).layer().byteSize();
    }

    @Test
    void refusesAnInstructionSetThatDoesNotExist() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> NativeKernels.load("sse"));
        assertEquals(
                "-Dvernier.isa=sse names no instruction set. Maybe you meant one of avx2, vnni, amx, neon,"
                        + " dotprod.",
                refused.getMessage());
    }

    @Test
    void refusesInstructionsThatTheMachineLacks() {
        InstructionSet best = NativeLevel.best().instructionSet();
        for (InstructionSet set : InstructionSet.values()) {
            if (set != InstructionSet.NONE && !best.contains(set)) {
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> NativeKernels.load(set.key()));
                assertTrue(String.valueOf(refused.getMessage()).endsWith(best.key() + ", the best it has."));
            }
        }
    }

    @Test
    void refusesAZeroPointThatIsNoCode() {
        NativeKernels kernels = NativeLevel.best();
        Convolution convolution =
                kernels.prepare(ConvShape.matrix(1, 1, 1), new Precision(1, 1), new byte[] {1}, new byte[1]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(8);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> convolution.run(
                            1, memory.asSlice(0, 1), 2, new Epilogue.ToSums(1), memory.asSlice(4), kernels.scratch()));
        }
    }

    @Test
    void countsWhatItSpins() {
        for (NativeKernels kernels : NativeLevel.all()) {
            assertTrue(kernels.spinDotProducts(10) > 0);
            assertTrue(kernels.spinBitCounts(10) >= 0);
        }
    }
}
