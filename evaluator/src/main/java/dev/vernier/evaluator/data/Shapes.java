package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * Which of six figures a noisy grey image of 16×16 pixels shows: a disc, a ring, a square, a triangle, a cross or bars, anywhere,
 * of any size from three to six pixels and turned by any angle. Its brightness is 0.5 … 1 on ground of 0, and each pixel has normal
 * noise of standard deviation 0.25.
 */
final class Shapes implements Problem {
    static final int SIDE = 16;

    private static final int FIGURES = 6;
    private static final double NOISE = 0.25;
    private static final double ROOT_OF_THREE = Math.sqrt(3);

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("image", Shape.of(1, SIDE, SIDE)));
    }

    @Override
    public Truth truth() {
        return Truth.CLASS;
    }

    @Override
    public int classes() {
        return FIGURES;
    }

    @Override
    public Sample draw(Random random) {
        int figure = random.nextInt(FIGURES);
        double size = 3 + 3 * random.nextDouble();
        double x = size + (SIDE - 1 - 2 * size) * random.nextDouble();
        double y = size + (SIDE - 1 - 2 * size) * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        double brightness = 0.5 + 0.5 * random.nextDouble();
        float[] image = new float[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double u = ((column - x) * cosine + (row - y) * sine) / size;
                double v = ((row - y) * cosine - (column - x) * sine) / size;
                double value = (covers(figure, u, v) ? brightness : 0) + NOISE * random.nextGaussian();
                image[row * SIDE + column] = (float) value;
            }
        }
        return new Sample(List.of(image), new Target.OfClass(figure));
    }

    /** Whether a figure of size 1 around the origin covers a point. */
    private static boolean covers(int figure, double u, double v) {
        double radius = Math.sqrt(u * u + v * v);
        double reach = Math.max(Math.abs(u), Math.abs(v));
        return switch (figure) {
            case 0 -> radius < 0.9;
            case 1 -> radius < 1 && radius > 0.55;
            case 2 -> reach < 0.8;
            case 3 -> v > -0.5 && ROOT_OF_THREE * Math.abs(u) + v < 1;
            case 4 -> reach < 1 && Math.min(Math.abs(u), Math.abs(v)) < 0.28;
            default -> reach < 0.9 && Math.abs(u) > 0.35;
        };
    }
}
