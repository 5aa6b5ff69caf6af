package dev.vernier.search.space;

import java.util.List;

/**
 * One free choice of a search space.
 *
 * @param part what the width is for
 * @param index of the layer whose weights, or of the quantizer whose codes, take the width
 * @param widths the choices in bits, ascending; at least two
 */
public record Gene(Part part, int index, List<Integer> widths) {
    /** What a gene decides. */
    public enum Part {
        /** The width of one layer's weights. */
        WEIGHT,
        /** The width of one quantizer, for all layers that read it. */
        ACTIVATION
    }

    public Gene {
        widths = List.copyOf(widths);
        if (widths.size() < 2) {
            throw new IllegalArgumentException("a gene needs a choice");
        }
    }

    /** Number of choices; a level is the position of one. */
    public int levels() {
        return widths.size();
    }

    /** The level whose width is nearest to {@code bits}; of two equally near ones the wider. */
    public int nearestLevel(int bits) {
        return widths.indexOf(Widths.nearest(widths, bits));
    }
}
