package dev.vernier.search.space;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what is left to choose, and says why when nothing is. */
final class SpaceBuilder {
    private final NetworkLayout layout;
    private final Wish wish;
    private final DeviceRules device;

    SpaceBuilder(NetworkLayout layout, Wish wish, DeviceRules device) {
        this.layout = layout;
        this.wish = wish;
        this.device = device;
    }

    SearchSpace build() {
        requireKnownPins();
        layout.quantizers().forEach(this::requireAgreeingPins);
        List<SortedSet<Precision>> legal = new ArrayList<>();
        layout.layers().forEach(layer -> legal.add(new TreeSet<>(choices(layer))));
        layout.quantizers().forEach(quantizer -> keepCommonWidths(quantizer, legal));
        return new SearchSpace(layout, legal.stream().map(List::copyOf).toList());
    }

    private void requireKnownPins() {
        List<String> names = layout.layers().stream().map(Layer::name).toList();
        for (String pinned : wish.pins().keySet()) {
            if (!names.contains(pinned)) {
                throw new InvalidInputException(
                        pinPlace(pinned), "no layer is named '" + pinned + "'", Suggestions.mend(pinned, names));
            }
        }
    }

    private void requireAgreeingPins(QuantizerGroup quantizer) {
        List<Layer> pinned = quantizer.readers().stream()
                .map(layout.layers()::get)
                .filter(layer -> wish.pins().containsKey(layer.name()))
                .toList();
        for (Layer layer : pinned) {
            Layer first = pinned.getFirst();
            int expected = pin(first).orElseThrow().activationBits();
            int found = pin(layer).orElseThrow().activationBits();
            if (found != expected) {
                throw new InvalidInputException(
                        pinPlace(layer.name()),
                        "layers '" + first.name() + "' and '" + layer.name()
                                + "' read the same input, which cannot have" + " both " + expected + " and " + found
                                + " bits",
                        "pin both to the same activation width");
            }
        }
    }

    private Optional<Precision> pin(Layer layer) {
        return Optional.ofNullable(wish.pins().get(layer.name()));
    }

    private List<Precision> choices(Layer layer) {
        SortedSet<Precision> allowed = new TreeSet<>(device.allowed().apply(layer.workload()));
        Optional<Precision> pin = pin(layer);
        if (pin.isPresent()) {
            if (!allowed.contains(pin.get())) {
                throw new InvalidInputException(
                        pinPlace(layer.name()),
                        "profile '" + device.device() + "' does not compute " + kind(layer) + " layers at " + pin.get(),
                        "pin it to one of " + list(allowed));
            }
            return List.of(pin.get());
        }
        List<Precision> choices = allowed.stream().filter(wish::allows).toList();
        if (choices.isEmpty()) {
            throw new InvalidInputException(
                    wish.place(),
                    "the widths leave nothing for layer '" + layer.name() + "' on profile '" + device.device() + "'",
                    "allow one of the precisions (weight/activation) that it has for " + kind(layer) + " layers: "
                            + list(allowed));
        }
        return choices;
    }

    private void keepCommonWidths(QuantizerGroup quantizer, List<SortedSet<Precision>> legal) {
        if (quantizer.readers().isEmpty()) {
            return;
        }
        SortedSet<Integer> common =
                new TreeSet<>(activationWidths(legal.get(quantizer.readers().getFirst())));
        quantizer.readers().forEach(reader -> common.retainAll(activationWidths(legal.get(reader))));
        if (common.isEmpty()) {
            String each = quantizer.readers().stream()
                    .map(reader -> "'" + layout.layers().get(reader).name() + "' may have "
                            + activationWidths(legal.get(reader)).stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")))
                    .collect(Collectors.joining("; "));
            throw new InvalidInputException(
                    wish.place(),
                    "layers read the same input but share no activation width on profile '" + device.device() + "': "
                            + each,
                    "allow more activation widths, or change a pin");
        }
        quantizer.readers().forEach(reader -> legal.get(reader)
                .removeIf(precision -> !common.contains(precision.activationBits())));
    }

    private static SortedSet<Integer> activationWidths(SortedSet<Precision> precisions) {
        return precisions.stream().map(Precision::activationBits).collect(Collectors.toCollection(TreeSet::new));
    }

    private String pinPlace(String layer) {
        return wish.place() + ", pin of '" + layer + "'";
    }

    private static String kind(Layer layer) {
        return layer.workload().kind().name().toLowerCase(Locale.ROOT);
    }

    private static String list(SortedSet<Precision> precisions) {
        return precisions.stream().map(Precision::toString).collect(Collectors.joining(", "));
    }
}
