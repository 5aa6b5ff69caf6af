package dev.vernier.evaluator.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Activations by key, up to a number of bytes; the least recently used go first. */
final class ActivationMemory {
    private final long capacity;
    private final Map<Integer, Values> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ActivationMemory(long capacity) {
        this.capacity = capacity;
    }

    @Nullable Values get(int key) {
        return entries.get(key);
    }

    void put(int key, Values values) {
        Values before = entries.put(key, values);
        bytes += values.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Values> oldest = entries.values().iterator();
        while (bytes > capacity && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }
}
