package dev.vernier.evaluator.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the Java heap that one user gives back and the next one takes, where sizes recur. Thread-safe: what one
 * thread gives back, another may take, so that of each size as much is allocated as is in use at one time, however many
 * users take turns.
 */
final class Rooms {
    private static final long ALIGNMENT = 64;

    private final Arena arena;
    private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();

    /** @param arena shared, and closed when nothing taken from here is in use any more */
    Rooms(Arena arena) {
        this.arena = arena;
    }

    /** Memory of exactly this size, holding anything. */
    MemorySegment take(long bytes) {
        MemorySegment used = used(bytes);
        return used == null ? arena.allocate(bytes, ALIGNMENT) : used;
    }

    private synchronized @Nullable MemorySegment used(long bytes) {
        Deque<MemorySegment> fitting = free.get(bytes);
        return fitting == null ? null : fitting.poll();
    }

    /** Gives back what was taken. */
    synchronized void give(MemorySegment taken) {
        free.computeIfAbsent(taken.byteSize(), _ -> new ArrayDeque<>()).push(taken);
    }
}
