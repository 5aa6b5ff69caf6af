package dev.vernier.evaluator.runtime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Activations by key, up to a number of bytes; the least recently used go first. What is forgotten goes back to where
 * memory comes from, so that plan after plan hardly any is allocated.
 */
final class ActivationMemory {
    private final Rooms rooms;
    private final long capacity;
    private final Map<Integer, Values> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Values> evicted = new ArrayList<>();
    private long bytes;

    ActivationMemory(Rooms rooms, long capacity) {
        this.rooms = rooms;
        this.capacity = capacity;
    }

    @Nullable Values get(int key) {
        return entries.get(key);
    }

    /** Room for new values, to be filled and {@link #put}. */
    Values allocate(Values.Form form, int elements) {
        return new Values(form, rooms.take((long) elements * form.bytes()));
    }

    /** Remembers values under a key, in place of what it stood for. */
    void put(int key, Values values) {
        Values replaced = entries.put(key, values);
        if (replaced != null) {
            bytes -= replaced.data().byteSize();
            evicted.add(replaced);
        }
        bytes += values.data().byteSize();
        Iterator<Values> oldest = entries.values().iterator();
        while (bytes > capacity && oldest.hasNext()) {
            Values forgotten = oldest.next();
            bytes -= forgotten.data().byteSize();
            evicted.add(forgotten);
            oldest.remove();
        }
    }

    /** To be called when values that were got or put are no longer in use; until then even forgotten ones stay intact. */
    void release() {
        evicted.forEach(values -> rooms.give(values.data()));
        evicted.clear();
    }
}
