package dev.vernier.evaluator.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Activations by key, up to a number of bytes; the least recently used go first. Memory that becomes free is used again
 * for tensors of the same size, so that plan after plan hardly any is allocated.
 */
final class ActivationMemory {
    private static final long ALIGNMENT = 64;

    private final Arena arena;
    private final long capacity;
    private final Map<Integer, Values> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final List<MemorySegment> evicted = new ArrayList<>();
    private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();
    private long bytes;

    ActivationMemory(Arena arena, long capacity) {
        this.arena = arena;
        this.capacity = capacity;
    }

    @Nullable Values get(int key) {
        return entries.get(key);
    }

    /** Room for new values, to be filled and {@link #put}. */
    Values allocate(Values.Form form, int elements) {
        long size = (long) elements * form.bytes();
        MemorySegment used = free.getOrDefault(size, new ArrayDeque<>()).poll();
        return new Values(form, used == null ? arena.allocate(size, ALIGNMENT) : used);
    }

    /** Remembers values under a key, in place of what it stood for. */
    void put(int key, Values values) {
        Values replaced = entries.put(key, values);
        if (replaced != null) {
            bytes -= replaced.data().byteSize();
            evicted.add(replaced.data());
        }
        bytes += values.data().byteSize();
        Iterator<Values> oldest = entries.values().iterator();
        while (bytes > capacity && oldest.hasNext()) {
            MemorySegment data = oldest.next().data();
            bytes -= data.byteSize();
            evicted.add(data);
            oldest.remove();
        }
    }

    /** To be called when values that were got or put are no longer in use; until then even forgotten ones stay intact. */
    void release() {
        for (MemorySegment data : evicted) {
            free.computeIfAbsent(data.byteSize(), _ -> new ArrayDeque<>()).push(data);
        }
        evicted.clear();
    }
}
