package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A case of products on the kernels of one level. */
public final class ProductRun {
    /** Bytes behind the output that must stay as they are. */
    private static final int BEHIND = 64;

    private static final byte UNTOUCHED = 0x55;

    private final ProductCase each;
    private final String description;
    private final Product product;
    private final Scratch scratch;

    /** @param scratch of these kernels; cases may share it */
    ProductRun(Kernels kernels, ProductCase each, Scratch scratch) {
        this.each = each;
        description = kernels.description();
        product = kernels.product(each.shape(), each.precision());
        this.scratch = scratch;
    }

    /** Demands that levels do to the last bit what the specification does, whatever their scratch held before. */
    public static void assertEqualTheSpecification(List<? extends Kernels> levels, ProductCase each) {
        ProductRun expected = new ProductRun(new ScalarKernels(), each, new ScalarKernels().scratch());
        ProductCase other =
                new ProductCase(new ProductShape(9, 70, 130, true), 2, 8, 8, ProductCase.Fill.SMALLEST, each.seed());
        for (Kernels level : levels) {
            Scratch scratch = level.scratch();
            new ProductRun(level, other, scratch).bytes(other.toSums());
            ProductRun run = new ProductRun(level, each, scratch);
            for (Epilogue epilogue : List.of(each.toCodes(), each.toJoin(), each.toFloats(), each.toSums())) {
                assertArrayEquals(expected.bytes(epilogue), run.bytes(epilogue), () -> run + " with " + epilogue);
            }
        }
    }

    /** The same with operands that lie in each of these memories, and end where their segments end. */
    public static void assertEqualTheSpecification(
            List<? extends Kernels> levels, ProductCase each, List<? extends SegmentAllocator> memories) {
        ProductRun expected = new ProductRun(new ScalarKernels(), each, new ScalarKernels().scratch());
        for (Epilogue epilogue : List.of(each.toCodes(), each.toFloats())) {
            byte[] bytes = expected.bytes(epilogue, Arena.ofAuto(), 0);
            for (Kernels level : levels) {
                ProductRun run = new ProductRun(level, each, level.scratch());
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

    /** The bare sums. */
    int[] sums() {
        try (Arena arena = Arena.ofConfined()) {
            return MemorySegment.ofArray(bytes(each.toSums(), arena, 0)).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        }
    }

    private byte[] bytes(Epilogue epilogue, SegmentAllocator memory, int behind) {
        MemorySegment left = filled(each.left(), memory);
        MemorySegment right = filled(each.right(), memory);
        long size = (long) each.batches() * each.shape().outputElements() * epilogue.bytesPerOutput();
        MemorySegment output = memory.allocate(size + behind).fill(UNTOUCHED);
        product.run(each.batches(), left, each.leftZeroPoint(), right, epilogue, output, scratch);
        return output.toArray(ValueLayout.JAVA_BYTE);
    }

    private static MemorySegment filled(byte[] codes, SegmentAllocator memory) {
        MemorySegment segment = memory.allocate(codes.length);
        MemorySegment.copy(codes, 0, segment, ValueLayout.JAVA_BYTE, 0, codes.length);
        return segment;
    }
}
