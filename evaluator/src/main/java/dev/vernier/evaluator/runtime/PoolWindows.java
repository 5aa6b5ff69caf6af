package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Window;
import java.util.Arrays;

/**
 * The pixels that each window of a pooling covers.
 *
 * @param channels channels of input and output, which lie innermost
 * @param pixels for each output pixel, the input pixels inside its window
 * @param divisors for each output pixel, what an average divides by
 */
record PoolWindows(int channels, int[][] pixels, int[] divisors) {
    /** Both tensors lie in the same order, unless it makes no difference. */
    static PoolWindows of(Op op, OrderedShape input, OrderedShape output) {
        Shape in = image(input.shape());
        Shape out = image(output.shape());
        PoolWindows windows =
                switch (op) {
                    case Op.GlobalAveragePool _ -> global(in, out);
                    case Op.MaxPool pool -> windows(pool.window(), false, in, out);
                    case Op.AveragePool pool -> windows(pool.window(), pool.countIncludePad(), in, out);
                    default -> throw new IllegalArgumentException(op.type() + " is no pooling");
                };
        boolean byChannel = input.isRowMajor() && output.isRowMajor();
        return byChannel ? windows.channelByChannel(in.get(2) * in.get(3)) : windows;
    }

    private static Shape image(Shape shape) {
        return shape.rank() == 3 ? Shape.of(1, shape.get(1), 1, shape.get(2)) : shape;
    }

    /** The same where the channels of the input, of so many pixels each, follow each other: as pixels of one channel. */
    private PoolWindows channelByChannel(int area) {
        int[][] all = new int[channels * pixels.length][];
        int[] allDivisors = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            int first = i / pixels.length * area;
            all[i] = Arrays.stream(pixels[i % pixels.length])
                    .map(pixel -> first + pixel)
                    .toArray();
            allDivisors[i] = divisors[i % pixels.length];
        }
        return new PoolWindows(1, all, allDivisors);
    }

    private static PoolWindows global(Shape input, Shape output) {
        int[][] pixels = new int[output.get(2) * output.get(3)][];
        int area = input.get(2) * input.get(3) / pixels.length;
        int[] divisors = new int[pixels.length];
        for (int p = 0; p < pixels.length; p++) {
            int first = p * area;
            pixels[p] = new int[area];
            Arrays.setAll(pixels[p], i -> first + i);
            divisors[p] = area;
        }
        return new PoolWindows(input.get(1), pixels, divisors);
    }

    private static PoolWindows windows(Window window, boolean countPadding, Shape input, Shape output) {
        int height = output.get(2);
        int width = output.get(3);
        int[][] pixels = new int[height * width][];
        int[] divisors = new int[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int[] covered = covered(window, input, y, x);
                pixels[y * width + x] = covered;
                divisors[y * width + x] = countPadding ? padded(window, input, y, x) : covered.length;
            }
        }
        return new PoolWindows(input.get(1), pixels, divisors);
    }

    private static int[] covered(Window window, Shape input, int y, int x) {
        int[] covered = new int[window.kernelHeight() * window.kernelWidth()];
        int count = 0;
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
            int row = y * window.strideHeight() - window.padTop() + ky * window.dilationHeight();
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int column = x * window.strideWidth() - window.padLeft() + kx * window.dilationWidth();
                if (row >= 0 && row < input.get(2) && column >= 0 && column < input.get(3)) {
                    covered[count++] = row * input.get(3) + column;
                }
            }
        }
        return Arrays.copyOf(covered, count);
    }

    /** Window elements inside the padded image; a window rounded up may reach beyond even that. */
    private static int padded(Window window, Shape input, int y, int x) {
        int rows = inside(
                window.kernelHeight(),
                y * window.strideHeight(),
                window.dilationHeight(),
                input.get(2) + window.padTop() + window.padBottom());
        int columns = inside(
                window.kernelWidth(),
                x * window.strideWidth(),
                window.dilationWidth(),
                input.get(3) + window.padLeft() + window.padRight());
        return rows * columns;
    }

    private static int inside(int kernel, int start, int dilation, int end) {
        int count = 0;
        for (int k = 0; k < kernel; k++) {
            count += start + k * dilation < end ? 1 : 0;
        }
        return count;
    }
}
