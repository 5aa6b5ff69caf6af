package dev.vernier.evaluator.kernel.foreign;

import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** It grows to what the largest call needs and is then reused. */
final class NativeScratch implements Scratch {
    private static final long ALIGNMENT = 64;

    private MemorySegment memory = MemorySegment.NULL;
    private MemorySegment call = MemorySegment.NULL;
    private MemorySegment layer = MemorySegment.NULL;

    @Override
    public long bytes() {
        return memory.byteSize() + call.byteSize() + layer.byteSize();
    }

    /** Working memory of the library. */
    MemorySegment memory(long bytes) {
        memory = atLeast(memory, bytes);
        return memory;
    }

    /** Room for the description of a call. */
    MemorySegment call(long bytes) {
        call = atLeast(call, bytes);
        return call;
    }

    /** Room for a layer whose weights come with a call. */
    MemorySegment layer(long bytes) {
        layer = atLeast(layer, bytes);
        return layer;
    }

    private static MemorySegment atLeast(MemorySegment segment, long bytes) {
        return segment.byteSize() < bytes ? Arena.ofAuto().allocate(bytes, ALIGNMENT) : segment;
    }
}
