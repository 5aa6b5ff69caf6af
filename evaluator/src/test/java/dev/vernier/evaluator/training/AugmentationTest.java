package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final Shape SHAPE = Shape.of(2, 2, 3);

    @Test
    void withoutAnyTheImageStays() {
        float[] image = numbered();
        Augmentation.NONE.apply(image, 1, SHAPE, new Random(1));
        assertArrayEquals(numbered(), image);
    }

    @Test
    void mirrorsEveryChannelLeftToRight() {
        float[] image = numbered();
        new Augmentation(1, 0, 0, 1).apply(image, 1, SHAPE, new Random(1));
        assertArrayEquals(new float[] {0, 3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10, 13}, image);
    }

    @Test
    void shiftsEveryWayAndFillsWithZero() {
        Set<Float> corners = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            float[] image = numbered();
            new Augmentation(0, 1, 0, 1).apply(image, 1, SHAPE, random);
            corners.add(image[1]);
            assertEquals(0, image[0]);
            assertEquals(13, image[13]);
            assertEquals(image[1] == 0 ? 0 : image[1] + 6, image[7]);
        }
        assertEquals(Set.of(0f, 1f, 2f, 4f, 5f), corners);
    }

    @Test
    void erasesOneRectangleOfAtMostThatSide() {
        Random random = new Random(1);
        Shape shape = Shape.of(1, 8, 8);
        for (int i = 0; i < 200; i++) {
            float[] image = new float[64];
            Arrays.fill(image, 1);
            new Augmentation(0, 0, 1, 3).apply(image, 0, shape, random);
            int top = 8;
            int left = 8;
            int bottom = -1;
            int right = -1;
            int erased = 0;
            for (int pixel = 0; pixel < 64; pixel++) {
                if (image[pixel] == 0) {
                    top = Math.min(top, pixel / 8);
                    bottom = Math.max(bottom, pixel / 8);
                    left = Math.min(left, pixel % 8);
                    right = Math.max(right, pixel % 8);
                    erased++;
                }
            }
            assertEquals((bottom - top + 1) * (right - left + 1), erased);
            assertTrue(erased >= 1 && bottom - top < 3 && right - left < 3);
        }
    }

    @Test
    void equalSeedsGiveEqualImages() {
        Augmentation augmentation = new Augmentation(0.5, 2, 0.5, 2);
        float[] one = numbered();
        float[] other = numbered();
        Random random = new Random(5);
        Random again = new Random(5);
        for (int i = 0; i < 20; i++) {
            augmentation.apply(one, 1, SHAPE, random);
            augmentation.apply(other, 1, SHAPE, again);
        }
        assertArrayEquals(one, other);
        assertEquals(random.nextLong(), again.nextLong());
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(1.5, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, 0, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, -1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, 0, 0, 0));
    }

    /** Two channels of two rows and three columns, 1 … 12, with a guard on either side. */
    private static float[] numbered() {
        float[] image = new float[14];
        for (int i = 0; i < image.length; i++) {
            image[i] = i;
        }
        return image;
    }
}
