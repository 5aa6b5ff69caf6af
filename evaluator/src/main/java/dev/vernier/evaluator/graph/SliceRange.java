package dev.vernier.evaluator.graph;

/**
 * The indices that a {@link Op.Slice} takes from one axis: {@code start, start + step, …}, {@code length} of them.
 */
public record SliceRange(int start, int step, int length) {
    /**
     * Resolves negative and excessive limits as ONNX does.
     *
     * @param position which of the slice's axes
     * @param input the shape that is sliced
     */
    public static SliceRange of(Op.Slice slice, int position, Shape input) {
        int extent = input.get(slice.axes().get(position));
        int step = slice.steps().get(position);
        if (step == 0) {
            throw new IllegalArgumentException("the step of a slice must not be 0");
        }
        int low = step > 0 ? 0 : -1;
        int high = step > 0 ? extent : extent - 1;
        int start = Math.clamp(wrap(slice.starts().get(position), extent), Math.max(low, 0), high);
        int end = Math.clamp(wrap(slice.ends().get(position), extent), low, step > 0 ? high : extent - 1);
        return new SliceRange(start, step, Math.max(0, Math.ceilDiv(end - start, step)));
    }

    private static long wrap(int index, int extent) {
        return index < 0 ? Math.max((long) index + extent, -1) : index;
    }
}
