package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The shape of a tensor and how its elements lie.
 *
 * @param order {@link Order#ROW_MAJOR} wherever both orders are the same
 */
record OrderedShape(Shape shape, Order order) {
    OrderedShape {
        order = ordersDiffer(shape) ? order : Order.ROW_MAJOR;
    }

    /** Whether it makes a difference in which order the elements lie. */
    static boolean ordersDiffer(Shape shape) {
        return shape.rank() > 2 && shape.get(1) > 1 && shape.elements() > (long) shape.get(0) * shape.get(1);
    }

    int elements() {
        return Math.toIntExact(shape.elements());
    }

    boolean isRowMajor() {
        return order == Order.ROW_MAJOR;
    }

    /** For each element as ONNX counts, where it lies. */
    int[] offsets() {
        int[] offsets = new int[elements()];
        switch (order) {
            case ROW_MAJOR -> Arrays.setAll(offsets, i -> i);
            case CHANNELS_INNERMOST -> {
                int channels = shape.get(1);
                int pixels = offsets.length / shape.get(0) / channels;
                Arrays.setAll(
                        offsets, i -> (i / pixels / channels * pixels + i % pixels) * channels + i / pixels % channels);
            }
        }
        return offsets;
    }

    /** For each element of one image, counted pixel by pixel and there channel by channel, where it lies; empty where it lies so. */
    Optional<int[]> fromChannelsInnermost() {
        if (!isRowMajor() || !ordersDiffer(shape)) {
            return Optional.empty();
        }
        int channels = shape.get(1);
        int[] places = new int[elements()];
        int pixels = places.length / channels;
        Arrays.setAll(places, i -> i % channels * pixels + i / channels);
        return Optional.of(places);
    }
}
