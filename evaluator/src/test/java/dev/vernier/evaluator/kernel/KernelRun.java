package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A case on the kernels of one level. */
public final class KernelRun {
    /** Bytes behind the output that must stay as they are. */
    private static final int BEHIND = 64;

    private static final byte UNTOUCHED = 0x55;

    private final KernelCase each;
    private final String description;
    private final Convolution convolution;
    private final Scratch scratch;

    public KernelRun(Kernels kernels, KernelCase each) {
        this(kernels, each, each.zeroPoints());
    }

    KernelRun(Kernels kernels, KernelCase each, byte[] zeroPoints) {
        this.each = each;
        description = kernels.description();
        convolution = kernels.prepare(each.shape(), each.precision(), each.weights(), zeroPoints);
        scratch = kernels.scratch();
    }

    /** Demands that a level does to the last bit what the specification does. */
    public static void assertEqualsTheSpecification(Kernels kernels, KernelCase each) {
        assertEqualTheSpecification(List.of(kernels), each);
    }

    /** The same of several. */
    public static void assertEqualTheSpecification(List<? extends Kernels> levels, KernelCase each) {
        KernelRun expected = new KernelRun(new ScalarKernels(), each);
        List<KernelRun> actual =
                levels.stream().map(level -> new KernelRun(level, each)).toList();
        for (Epilogue epilogue : List.of(
                each.toCodes(),
                each.withTies(1f),
                each.withTies(0.37f),
                each.toJoin(),
                each.toFloats(),
                new Epilogue.ToSums(each.shape().outputChannels()))) {
            byte[] bytes = expected.bytes(epilogue);
            for (KernelRun run : actual) {
                assertArrayEquals(bytes, run.bytes(epilogue), () -> run + " with " + epilogue);
            }
        }
    }

    /** The same of several whose operands lie in each of these memories, and end where their segments end. */
    public static void assertEqualTheSpecification(
            List<? extends Kernels> levels, KernelCase each, List<? extends SegmentAllocator> memories) {
        KernelRun expected = new KernelRun(new ScalarKernels(), each);
        List<KernelRun> actual =
                levels.stream().map(level -> new KernelRun(level, each)).toList();
        for (Epilogue epilogue : List.of(each.toCodes(), each.toFloats())) {
            byte[] bytes = expected.bytes(epilogue, Arena.ofAuto(), 0);
            for (KernelRun run : actual) {
                for (SegmentAllocator memory : memories) {
                    assertArrayEquals(bytes, run.bytes(epilogue, memory, 0), run::toString);
                }
            }
        }
    }

    @Override
    public String toString() {
        return each + " on " + description;
    }

    /** The output as it lies in memory, with what lies behind it. */
    byte[] bytes(Epilogue epilogue) {
        try (Arena arena = Arena.ofConfined()) {
            return bytes(epilogue, arena, BEHIND);
        }
    }

    private byte[] bytes(Epilogue epilogue, SegmentAllocator memory, int behind) {
        byte[] codes = each.input();
        MemorySegment input = memory.allocate(codes.length);
        MemorySegment.copy(codes, 0, input, ValueLayout.JAVA_BYTE, 0, codes.length);
        long size = (long) each.shape().outputElements(each.images()) * epilogue.bytesPerOutput();
        MemorySegment output = memory.allocate(size + behind).fill(UNTOUCHED);
        convolution.run(each.images(), input, each.inputZeroPoint(), epilogue, output, scratch);
        return output.toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] codes(Epilogue epilogue) {
        return trimmed(epilogue).toArray(ValueLayout.JAVA_BYTE);
    }

    float[] floats(Epilogue.ToFloats epilogue) {
        return trimmed(epilogue).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    int[] sums() {
        return trimmed(new Epilogue.ToSums(each.shape().outputChannels())).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    private MemorySegment trimmed(Epilogue epilogue) {
        MemorySegment all = MemorySegment.ofArray(bytes(epilogue));
        return all.asSlice(0, all.byteSize() - BEHIND);
    }
}
