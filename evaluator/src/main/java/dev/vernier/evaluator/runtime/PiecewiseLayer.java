package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.vernier.evaluator.runtime.WorkingMemory.Part;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A layer in {@link Piece}s: the images of each are gathered into working memory, and what it makes of them is scattered to
 * where it belongs.
 *
 * @param zeroPoint the input's code for 0, which padding holds
 */
record PiecewiseLayer(List<Computed> pieces, int zeroPoint) implements StageProgram {
    /** What is gathered at once, if that is not less than one image. */
    private static final int MOST_ELEMENTS = 1 << 22;

    /** A piece and what computes it. */
    record Computed(Piece piece, StageProgram program) {
        /** Elements that one image takes in working memory, at least 1. */
        private int elements() {
            int gathered = piece.sources().map(Rearrangement::elements).orElse(1);
            return Math.max(
                    gathered, piece.destinations().map(made -> made.length).orElse(1));
        }
    }

    PiecewiseLayer {
        pieces = List.copyOf(pieces);
    }

    @Override
    public void run(int images, List<Values> inputs, Values output, WorkingMemory memory) {
        Values input = inputs.getFirst();
        int read = input.length() / images;
        int written = output.length() / images;
        for (Computed each : pieces) {
            int together = Math.clamp(MOST_ELEMENTS / each.elements(), 1, images);
            for (int first = 0; first < images; first += together) {
                int count = Math.min(together, images - first);
                run(count, each, input.images(first, count, read), output.images(first, count, written), memory);
            }
        }
    }

    private void run(int images, Computed each, Values input, Values output, WorkingMemory memory) {
        Piece piece = each.piece();
        Values read = piece.sources()
                .map(sources -> gathered(images, input, sources, memory))
                .orElse(input);
        int count = images * piece.images();
        if (piece.destinations().isEmpty()) {
            each.program().run(count, List.of(read), output, memory);
        } else {
            int[] destinations = piece.destinations().get();
            Values made = room(output.form(), images * destinations.length, memory, Part.MADE);
            each.program().run(count, List.of(read), made, memory);
            scatter(images, made, destinations, output);
        }
    }

    private Values gathered(int images, Values input, Rearrangement sources, WorkingMemory memory) {
        Values gathered = room(input.form(), images * sources.elements(), memory, Part.GATHERED);
        sources.run(images, input, gathered, zeroPoint);
        return gathered;
    }

    private static Values room(Values.Form form, int elements, WorkingMemory memory, Part part) {
        long bytes = (long) elements * form.bytes();
        return new Values(form, memory.part(part, bytes).asSlice(0, bytes));
    }

    private static void scatter(int images, Values made, int[] destinations, Values output) {
        int elements = output.length() / images;
        for (int image = 0; image < images; image++) {
            int from = image * destinations.length;
            int to = image * elements;
            for (int i = 0; i < destinations.length; i++) {
                if (destinations[i] >= 0) {
                    copy(made.form(), made.data(), from + i, output.data(), to + destinations[i]);
                }
            }
        }
    }

    private static void copy(Values.Form form, MemorySegment from, int fromIndex, MemorySegment to, int toIndex) {
        switch (form) {
            case CODES -> to.set(JAVA_BYTE, toIndex, from.get(JAVA_BYTE, fromIndex));
            case WIDE_CODES -> to.setAtIndex(JAVA_CHAR, toIndex, from.getAtIndex(JAVA_CHAR, fromIndex));
            case FLOATS -> to.setAtIndex(JAVA_INT, toIndex, from.getAtIndex(JAVA_INT, fromIndex));
            case BYTES, INTS, LONGS -> throw new IllegalStateException("no layer leaves " + form);
        }
    }
}
