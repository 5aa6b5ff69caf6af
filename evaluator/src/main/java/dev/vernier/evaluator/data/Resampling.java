package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;

/**
 * Bilinear resampling with antialiasing, bit for bit as Pillow's {@code Image.resize(…, BILINEAR)} and so torchvision's
 * {@code Resize} on images do it: the triangle filter is stretched by the factor of reduction; rows first, then columns,
 * each rounded to 8 bits, with coefficients in fixed point (Pillow, {@code src/libImaging/Resample.c}).
 */
final class Resampling {
    private static final int PRECISION_BITS = 22;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private Resampling() {}

    /** @param image [height, width, channels] */
    static RawArray.Bytes resize(RawArray.Bytes image, int width, int height) {
        int rows = image.shape().get(0);
        int columns = image.shape().get(1);
        int channels = image.shape().get(2);
        byte[] wide = width == columns
                ? image.elements()
                : alongAxis(image.elements(), rows, Filter.of(columns, width), channels);
        byte[] all = height == rows ? wide : alongAxis(wide, 1, Filter.of(rows, height), width * channels);
        return new RawArray.Bytes(Shape.of(height, width, channels), all);
    }

    /** Resamples the middle axis of [outer, filter.from, inner]. */
    private static byte[] alongAxis(byte[] from, int outer, Filter filter, int inner) {
        int extent = filter.starts.length;
        byte[] to = new byte[outer * extent * inner];
        for (int block = 0; block < outer; block++) {
            for (int at = 0; at < extent; at++) {
                int[] weights = filter.weights[at];
                int first = (block * filter.from + filter.starts[at]) * inner;
                int target = (block * extent + at) * inner;
                for (int i = 0; i < inner; i++) {
                    int sum = HALF;
                    for (int tap = 0; tap < weights.length; tap++) {
                        sum += (from[first + tap * inner + i] & 0xff) * weights[tap];
                    }
                    to[target + i] = (byte) Math.clamp(sum >> PRECISION_BITS, 0, 255);
                }
            }
        }
        return to;
    }

    /**
     * What each target element is made of.
     *
     * @param starts the first source element
     * @param weights of the source elements from there on, times 2^22
     */
    private record Filter(int from, int[] starts, int[][] weights) {
        static Filter of(int from, int to) {
            double scale = (double) from / to;
            double reach = Math.max(scale, 1);
            int[] starts = new int[to];
            int[][] weights = new int[to][];
            for (int at = 0; at < to; at++) {
                double centre = (at + 0.5) * scale;
                starts[at] = Math.max((int) (centre - reach + 0.5), 0);
                int end = Math.min((int) (centre + reach + 0.5), from);
                weights[at] = triangle(starts[at], end, centre, reach);
            }
            return new Filter(from, starts, weights);
        }

        private static int[] triangle(int start, int end, double centre, double reach) {
            double[] heights = new double[end - start];
            double sum = 0;
            for (int tap = 0; tap < heights.length; tap++) {
                heights[tap] = Math.max(0, 1 - Math.abs((tap + start - centre + 0.5) * (1 / reach)));
                sum += heights[tap];
            }
            int[] weights = new int[heights.length];
            for (int tap = 0; tap < weights.length; tap++) {
                weights[tap] = (int) (0.5 + heights[tap] / sum * (1 << PRECISION_BITS));
            }
            return weights;
        }
    }
}
