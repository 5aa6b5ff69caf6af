package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratificationTest {
    /** Samples of which only the kind of truth matters. */
    private record Known(Truth truth, int size) implements Dataset {
        @Override
        public List<SampleInput> inputs() {
            return List.of(new SampleInput("x", Shape.of(1)));
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public void read(int index, int input, float[] into, int offset) {
            into[offset] = index;
        }

        @Override
        public Target target(int index) {
            return truth == Truth.VALUES ? new Target.Values(new float[] {index}) : Target.NONE;
        }

        @Override
        public String fingerprint() {
            return truth + "-" + size;
        }
    }

    @Test
    void samplesWithNumbersStayInPairs() {
        int[] order = Stratification.order(new Known(Truth.VALUES, 101), 1);
        for (int i = 0; i < 100; i += 2) {
            assertEquals(0, order[i] % 2);
            assertEquals(order[i] + 1, order[i + 1]);
        }
        assertEquals(100, order[100]);
        assertShuffled(order);
    }

    @Test
    void othersDoNot() {
        int[] order = Stratification.order(new Known(Truth.NONE, 100), 1);
        assertFalse(IntStream.range(0, 50).allMatch(i -> order[2 * i + 1] == order[2 * i] + 1));
        assertShuffled(order);
    }

    private static void assertShuffled(int[] order) {
        int[] all = IntStream.range(0, order.length).toArray();
        assertFalse(Arrays.equals(all, order));
        assertArrayEquals(all, Arrays.stream(order).sorted().toArray());
    }
}
