package dev.vernier.evaluator.plan;

import java.util.List;
import java.util.OptionalInt;

/**
 * One activation quantizer and the tensors that share it, because the operations between them move codes without
 * changing values.
 *
 * @param index position among the quantizers
 * @param tensors the tensors, in the order they are written; never empty
 * @param readers indices of the layers whose input it quantizes, ascending; their activation widths are tied. Empty when
 *     only joins and poolings read it, which gives it the join width, or where it belongs to a right operand
 * @param rightOf index of the product of two activations whose right operand it quantizes, at the layer's weight width, in
 *     signed codes that reach equally far on both sides of zero; nothing else reads its tensors
 */
public record QuantizerGroup(int index, List<String> tensors, List<Integer> readers, OptionalInt rightOf) {
    public QuantizerGroup {
        tensors = List.copyOf(tensors);
        readers = List.copyOf(readers);
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("a quantizer needs a tensor");
        }
        if (rightOf.isPresent() && !readers.isEmpty()) {
            throw new IllegalArgumentException("the quantizer of a right operand has other readers");
        }
    }

    /** The tensor whose values decide the quantizer's range: the first one written. */
    public String source() {
        return tensors.getFirst();
    }
}
