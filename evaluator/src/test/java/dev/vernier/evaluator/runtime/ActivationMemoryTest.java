package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class ActivationMemoryTest {
    private final Rooms rooms = new Rooms(Arena.ofAuto());
    private final ActivationMemory memory = new ActivationMemory(rooms, 200);

    @Test
    void forgetsTheLeastRecentlyUsed() {
        Values first = put(1);
        put(2);
        assertSame(first, memory.get(1));
        put(3);
        assertNull(memory.get(2));
        assertSame(first, memory.get(1));
    }

    @Test
    void usesMemoryAgainOnlyAfterItsRelease() {
        Values first = put(1);
        put(2);
        put(3);
        assertNull(memory.get(1));
        Values before = memory.allocate(Values.Form.CODES, 100);
        assertNotEquals(first.data().address(), before.data().address());
        memory.release();
        Values after = memory.allocate(Values.Form.CODES, 100);
        assertEquals(first.data().address(), after.data().address());
        Values other = memory.allocate(Values.Form.WIDE_CODES, 50);
        assertEquals(100, other.data().byteSize());
    }

    @Test
    void usesWhatAnotherForgot() {
        Values first = put(1);
        put(2);
        put(3);
        memory.release();
        Values elsewhere = new ActivationMemory(rooms, 200).allocate(Values.Form.CODES, 100);
        assertEquals(first.data().address(), elsewhere.data().address());
        assertNotEquals(
                elsewhere.data().address(),
                memory.allocate(Values.Form.CODES, 100).data().address());
    }

    private Values put(int key) {
        Values values = memory.allocate(Values.Form.CODES, 100);
        memory.put(key, values);
        return values;
    }
}
