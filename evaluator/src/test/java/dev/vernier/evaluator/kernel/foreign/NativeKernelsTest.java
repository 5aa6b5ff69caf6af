package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NativeKernelsTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        for (NativeKernels kernels : NativeLevel.all()) {
            KernelRun.assertEqualsTheSpecification(kernels, each);
        }
    }

    /** A read or write beyond ends the JVM. */
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void touchesNothingBesidesItsOperands(KernelCase each) {
        for (NativeKernels kernels : NativeLevel.all()) {
            for (GuardedMemory.Flush flush : GuardedMemory.Flush.values()) {
                try (GuardedMemory memory = new GuardedMemory(flush)) {
                    KernelRun.assertEqualsTheSpecification(kernels, each, memory);
                }
            }
        }
    }

    @Test
    void namesTheInstructionsItRunsOn() {
        for (NativeKernels kernels : NativeLevel.all()) {
            String key = kernels.instructionSet().key();
            assertEquals("native " + key, kernels.description());
            assertTrue(kernels.variant(LayerKind.CONV, new Precision(4, 8)).startsWith(key));
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
                "-Dvernier.isa=sse names no instruction set. Maybe you meant one of avx2, vnni, amx.",
                refused.getMessage());
    }

    @Test
    void refusesInstructionsThatTheMachineLacks() {
        if (NativeLevel.best().instructionSet() == InstructionSet.AMX) {
            return;
        }
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> NativeKernels.load("amx"));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("this machine lacks the instructions"));
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
            assertTrue(kernels.spinFloats(10) > 0);
            assertTrue(kernels.spinBitCounts(10) >= 0);
        }
    }
}
