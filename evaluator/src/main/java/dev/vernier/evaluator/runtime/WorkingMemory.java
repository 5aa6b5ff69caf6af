package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/** What one thread needs beside inputs and outputs. It grows to what the largest stage needs and is then reused. */
final class WorkingMemory {
    private static final long ALIGNMENT = 64;

    private final Scratch scratch;
    private final Map<Part, MemorySegment> parts = new EnumMap<>(Part.class);

    /** What passes that kernels cannot run in one piece are taken apart into, and what crosses to ONNX Runtime. */
    enum Part {
        CROSSING,
        BYTES,
        SUMS,
        TOTALS,
        BETWEEN,
        GATHERED,
        MADE,
        STATES,
        PRODUCTS
    }

    WorkingMemory(Kernels kernels) {
        scratch = kernels.scratch();
    }

    /** The kernels' own. */
    Scratch scratch() {
        return scratch;
    }

    /** All of it, in bytes. */
    long bytes() {
        return scratch.bytes()
                + parts.values().stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /** Memory with room for so many bytes at least; what it held before may be lost. */
    MemorySegment part(Part part, long bytes) {
        MemorySegment segment = parts.get(part);
        if (segment == null || segment.byteSize() < bytes) {
            segment = Arena.ofAuto().allocate(bytes, ALIGNMENT);
            parts.put(part, segment);
        }
        return segment;
    }
}
