package dev.vernier.evaluator.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The extents of a tensor, row-major, outermost first. A scalar has none. */
public final class Shape {
    private final int[] extents;

    private Shape(int[] extents) {
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("negative extent in " + Arrays.toString(extents));
            }
        }
        this.extents = extents;
    }

    public static Shape of(int... extents) {
        return new Shape(extents.clone());
    }

    public int rank() {
        return extents.length;
    }

    /** The extent of {@code axis}; a negative axis counts from the end. */
    public int get(int axis) {
        return extents[axis < 0 ? axis + extents.length : axis];
    }

    /**
     * Number of elements.
     *
     * @throws ArithmeticException when it does not fit 63 bits
     */
    public long elements() {
        long product = 1;
        for (int extent : extents) {
            product = Math.multiplyExact(product, (long) extent);
        }
        return product;
    }

    /** The extents, in a fresh array. */
    public int[] toArray() {
        return extents.clone();
    }

    /** This shape with one extent replaced. */
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis < 0 ? axis + extents.length : axis] = extent;
        return new Shape(changed);
    }

    public List<Integer> toList() {
        return Arrays.stream(extents).boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** {@code 1×16×28×28}; {@code scalar} when there are no extents. */
    @Override
    public String toString() {
        return extents.length == 0
                ? "scalar"
                : Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining("×"));
    }
}
