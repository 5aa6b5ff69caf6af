package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.SliceRange;

/** Where operations that only move elements take them from, and where they put them. */
final class Offsets {
    /** Marks a destination that no source element fills. */
    static final int PADDING = -1;

    private Offsets() {}

    /** For each offset of the output of an operation that only moves elements, the offset it comes from. */
    static int[] sources(Op op, OrderedShape input, OrderedShape output) {
        int[] from = input.offsets();
        int[] to = output.offsets();
        int[] sources = new int[to.length];
        int[] index = new int[output.shape().rank()];
        for (int i = 0; i < to.length; i++) {
            int source = sourceElement(op, input.shape(), index, i);
            sources[to[i]] = source == PADDING ? PADDING : from[source];
            advance(index, output.shape());
        }
        return sources;
    }

    /** The element of the input, in ONNX's order, that the output's element number {@code i} at {@code index} is. */
    private static int sourceElement(Op op, Shape input, int[] index, int i) {
        return switch (op) {
            case Op.Flatten _, Op.Reshape _ -> i;
            case Op.Transpose transpose -> {
                int[] source = new int[index.length];
                for (int axis = 0; axis < index.length; axis++) {
                    source[transpose.permutation().get(axis)] = index[axis];
                }
                yield element(input, source);
            }
            case Op.Pad pad -> {
                int[] source = new int[index.length];
                for (int axis = 0; axis < index.length; axis++) {
                    source[axis] = index[axis] - pad.pads().get(axis);
                }
                yield element(input, source);
            }
            case Op.Slice slice -> {
                int[] source = index.clone();
                for (int k = 0; k < slice.axes().size(); k++) {
                    int axis = Math.floorMod(slice.axes().get(k), input.rank());
                    SliceRange range = SliceRange.of(slice, k, input);
                    source[axis] = range.start() + index[axis] * range.step();
                }
                yield element(input, source);
            }
            default -> throw new IllegalArgumentException(op.type() + " does not only move elements");
        };
    }

    private static int element(Shape shape, int[] index) {
        int element = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape.get(axis)) {
                return PADDING;
            }
            element = element * shape.get(axis) + index[axis];
        }
        return element;
    }

    private static void advance(int[] index, Shape shape) {
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis]++;
            if (index[axis] < shape.get(axis)) {
                return;
            }
            index[axis] = 0;
        }
    }

    /**
     * For each offset of a concatenation's input number {@code position}, its offset in the output.
     *
     * @param axis along which the inputs lie side by side
     * @param before extent along that axis of the inputs before this one
     */
    static int[] destinations(OrderedShape input, OrderedShape output, int axis, int before) {
        int[] from = input.offsets();
        int[] to = output.offsets();
        int[] destinations = new int[from.length];
        int[] index = new int[input.shape().rank()];
        int along = Math.floorMod(axis, index.length);
        for (int element : from) {
            int[] moved = index.clone();
            moved[along] += before;
            destinations[element] = to[element(output.shape(), moved)];
            advance(index, input.shape());
        }
        return destinations;
    }
}
