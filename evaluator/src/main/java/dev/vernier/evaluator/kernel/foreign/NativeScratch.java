package dev.vernier.evaluator.kernel.foreign;

import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** It grows to what the largest convolution needs and is then reused. */
final class NativeScratch implements Scratch {
    private static final long ALIGNMENT = 64;

    private MemorySegment memory = MemorySegment.NULL;
    private MemorySegment call = MemorySegment.NULL;

    /** Working memory of the library. */
    MemorySegment memory(long bytes) {
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }
        return memory;
    }

    /** Room for the description of a call. */
    MemorySegment call(long bytes) {
        if (call.byteSize() < bytes) {
            call = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }
        return call;
    }
}
