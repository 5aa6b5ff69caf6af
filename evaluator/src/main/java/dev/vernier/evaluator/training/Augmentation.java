package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.Random;

/**
 * How training images are varied: mirrored, shifted, and with a rectangle blanked out (Z. Zhong et al. 2017,
 * arXiv:1708.04896).
 *
 * @param flip probability that an image is mirrored left to right
 * @param shift largest shift in pixels, along each axis and in both directions; what enters is 0
 * @param erase probability that a rectangle is set to 0
 * @param eraseSide largest side of that rectangle in pixels, at least 1
 */
public record Augmentation(double flip, int shift, double erase, int eraseSide) {
    /** Images as they are. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 1);

    public Augmentation {
        if (!(flip >= 0 && flip <= 1) || !(erase >= 0 && erase <= 1)) {
            throw new IllegalArgumentException("flip and erase are probabilities, not " + flip + " and " + erase);
        }
        if (shift < 0 || eraseSide < 1) {
            throw new IllegalArgumentException(
                    "shift must not be negative and erase-side at least 1, not " + shift + " and " + eraseSide);
        }
    }

    /**
     * Varies one image.
     *
     * @param image [channels, height, width] from {@code offset} on
     * @param random always gives up the same number of draws, whatever it decides
     */
    void apply(float[] image, int offset, Shape shape, Random random) {
        int height = shape.get(1);
        int width = shape.get(2);
        boolean mirrored = random.nextDouble() < flip;
        int down = random.nextInt(2 * shift + 1) - shift;
        int right = random.nextInt(2 * shift + 1) - shift;
        boolean erased = random.nextDouble() < erase;
        int rows = 1 + random.nextInt(Math.min(eraseSide, height));
        int columns = 1 + random.nextInt(Math.min(eraseSide, width));
        int top = random.nextInt(height - rows + 1);
        int left = random.nextInt(width - columns + 1);
        float[] plane = new float[height * width];
        for (int channel = 0; channel < shape.get(0); channel++) {
            int from = offset + channel * plane.length;
            move(image, from, plane, height, width, mirrored, down, right);
            for (int row = top; erased && row < top + rows; row++) {
                Arrays.fill(plane, row * width + left, row * width + left + columns, 0);
            }
            System.arraycopy(plane, 0, image, from, plane.length);
        }
    }

    private static void move(
            float[] image, int from, float[] plane, int height, int width, boolean mirrored, int down, int right) {
        Arrays.fill(plane, 0);
        for (int row = Math.max(0, down); row < Math.min(height, height + down); row++) {
            for (int column = Math.max(0, right); column < Math.min(width, width + right); column++) {
                int source = mirrored ? width - 1 - (column - right) : column - right;
                plane[row * width + column] = image[from + (row - down) * width + source];
            }
        }
    }
}
