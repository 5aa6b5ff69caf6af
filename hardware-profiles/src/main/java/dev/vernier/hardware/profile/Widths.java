package dev.vernier.hardware.profile;

import dev.vernier.hardware.workload.Precision;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sets of widths as people write and read them: every weight width with every activation width, or pairs. */
final class Widths {
    private Widths() {}

    /** Two lists of widths whose every combination is meant. */
    record Product(List<Integer> weights, List<Integer> activations) {}

    static SortedSet<Precision> product(Collection<Integer> weights, Collection<Integer> activations) {
        SortedSet<Precision> precisions = new TreeSet<>();
        for (int weight : weights) {
            for (int activation : activations) {
                precisions.add(new Precision(weight, activation));
            }
        }
        return precisions;
    }

    /** The set as a product of two lists, where it is one of more than a single pair. */
    static Optional<Product> asProduct(SortedSet<Precision> precisions) {
        List<Integer> weights =
                precisions.stream().map(Precision::weightBits).distinct().toList();
        List<Integer> activations = precisions.stream()
                .map(Precision::activationBits)
                .distinct()
                .sorted()
                .toList();
        return precisions.size() > 1 && precisions.size() == weights.size() * activations.size()
                ? Optional.of(new Product(weights, activations))
                : Optional.empty();
    }

    static String describe(SortedSet<Precision> precisions) {
        return asProduct(precisions)
                .map(product -> "weights of " + choice(product.weights) + " bits with activations of "
                        + choice(product.activations) + " bits")
                .orElse(join(precisions));
    }

    /** Ascending widths in a sentence: {@code 1 to 8}, {@code 2, 4 or 8}. */
    private static String choice(List<Integer> widths) {
        int last = widths.size() - 1;
        if (last > 1 && widths.getLast() - widths.getFirst() == last) {
            return widths.getFirst() + " to " + widths.getLast();
        }
        return last < 1 ? join(widths) : join(widths.subList(0, last)) + " or " + widths.getLast();
    }

    static String join(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
