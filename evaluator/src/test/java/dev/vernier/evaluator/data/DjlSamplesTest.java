package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DjlSamplesTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void recordsBecomeSamplesWithClasses() {
        ArrayDataset dataset = new ArrayDataset.Builder()
                .setData(
                        manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)),
                        manager.create(new long[] {7, 8, 9}, new Shape(3, 1)))
                .optLabels(manager.create(new long[] {2, 0, 1}))
                .setSampling(1, false)
                .build();
        Dataset samples = DjlSamples.of(dataset, List.of("features", "token"));
        assertEquals(
                List.of(
                        new SampleInput("features", dev.vernier.evaluator.graph.Shape.of(2)),
                        new SampleInput("token", dev.vernier.evaluator.graph.Shape.of(1))),
                samples.inputs());
        assertEquals(Truth.CLASS, samples.truth());
        assertEquals(3, samples.classes());
        assertEquals(2, samples.label(0));
        float[] read = new float[3];
        samples.read(1, 0, read, 1);
        assertArrayEquals(new float[] {0, 3, 4}, read);
        samples.read(2, 1, read, 0);
        assertEquals(9, read[0]);
        assertEquals(samples.fingerprint(), samples.subset(new int[] {0, 1, 2}).fingerprint());
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> DjlSamples.of(dataset, List.of("one")));
        assertTrue(refused.getMessage().contains("2 arrays for the names [one]"), refused.getMessage());
    }

    @Test
    void labelsMayBeNumbersOrMissing() {
        ArrayDataset numbers = new ArrayDataset.Builder()
                .setData(manager.create(new float[] {1, 2}, new Shape(2, 1)))
                .optLabels(manager.create(new float[] {0.5f, -1, 2, 3}, new Shape(2, 2)))
                .setSampling(1, false)
                .build();
        Dataset samples = DjlSamples.of(numbers, List.of(""));
        assertEquals(Truth.VALUES, samples.truth());
        assertArrayEquals(new float[] {2, 3}, ((Target.Values) samples.target(1)).values());
        ArrayDataset bare = new ArrayDataset.Builder()
                .setData(manager.create(new float[] {1, 2}, new Shape(2, 1)))
                .setSampling(1, false)
                .build();
        assertEquals(Truth.NONE, DjlSamples.of(bare, List.of("")).truth());
    }

    @Test
    void numbersMustBeFinite() {
        ArrayDataset dataset = new ArrayDataset.Builder()
                .setData(manager.create(new float[] {1, Float.NaN}, new Shape(2, 1)))
                .setSampling(1, false)
                .build();
        Dataset samples = DjlSamples.of(dataset, List.of(""));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> samples.read(1, new float[1], 0));
        assertTrue(refused.getMessage().contains("holds NaN"), refused.getMessage());
    }
}
