package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** Segments between two pages that nobody may read or write, flush with one of them. Linux only. */
@SuppressWarnings("restricted")
final class GuardedMemory implements SegmentAllocator, AutoCloseable {
    enum Flush {
        AT_THE_START,
        AT_THE_END
    }

    private static final long PAGE = 4096;
    private static final int NO_ACCESS = 0;
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;

    private static final MethodHandle MAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle PROTECT =
            function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle UNMAP = function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private final Flush flush;
    private final List<MemorySegment> mapped = new ArrayList<>();

    GuardedMemory(Flush flush) {
        this.flush = flush;
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long inside = Math.ceilDiv(bytes, PAGE) * PAGE;
        try {
            MemorySegment all = ((MemorySegment) MAP.invokeExact(
                            MemorySegment.NULL, inside + 2 * PAGE, NO_ACCESS, PRIVATE_AND_ANONYMOUS, -1, 0L))
                    .reinterpret(inside + 2 * PAGE);
            mapped.add(all);
            int answer = (int) PROTECT.invokeExact(all.asSlice(PAGE), inside, READ_AND_WRITE);
            if (answer != 0) {
                throw new IllegalStateException("cannot protect memory");
            }
            return all.asSlice(flush == Flush.AT_THE_START ? PAGE : PAGE + inside - bytes, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot map memory", e);
        }
    }

    @Override
    public void close() {
        for (MemorySegment each : mapped) {
            try {
                int _ = (int) UNMAP.invokeExact(each, each.byteSize());
            } catch (Throwable e) {
                throw new IllegalStateException("cannot unmap memory", e);
            }
        }
    }
}
