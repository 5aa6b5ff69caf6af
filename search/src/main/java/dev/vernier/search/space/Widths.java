package dev.vernier.search.space;

import java.util.List;

/** Small questions about lists of widths. */
final class Widths {
    private Widths() {}

    /** The width nearest to {@code bits}; of two equally near ones the wider, which loses less. */
    static int nearest(List<Integer> ascending, int bits) {
        int nearest = ascending.getFirst();
        for (int width : ascending) {
            if (Math.abs(width - bits) <= Math.abs(nearest - bits)) {
                nearest = width;
            }
        }
        return nearest;
    }
}
