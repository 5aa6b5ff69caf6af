package dev.vernier.search.space;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.config.TieWish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what is left to choose, and says why when nothing is. */
final class SpaceBuilder {
    private static final String SPACE = "/space";

    private final NetworkLayout layout;
    private final SpaceConfig wish;
    private final String profile;
    private final Legality legality;
    private final Refusal refusal;

    SpaceBuilder(NetworkLayout layout, SpaceConfig wish, String profile, Legality legality, Refusal refusal) {
        this.layout = layout;
        this.wish = wish;
        this.profile = profile;
        this.legality = legality;
        this.refusal = refusal;
    }

    SearchSpace build() {
        requireKnownPins();
        List<Cluster> clusters = Cluster.of(layout, ties());
        clusters.forEach(this::requireAgreeingPins);
        List<SortedSet<Precision>> legal = new ArrayList<>();
        layout.layers().forEach(layer -> legal.add(new TreeSet<>(choices(layer))));
        for (Cluster cluster : clusters) {
            cluster.groups().forEach(group -> keepCommonPrecisions(group, legal));
            keepCommonWidths(cluster, legal);
        }
        return new SearchSpace(
                layout, clusters, legal.stream().map(List::copyOf).toList());
    }

    /** Indices of the layers that shall have the same widths. */
    private List<List<Integer>> ties() {
        return switch (wish.ties()) {
            case TieWish.SharedInputs _ ->
                layout.quantizers().stream()
                        .map(quantizer -> quantizer.readers().stream()
                                .filter(reader -> layout.layers().get(reader).hasWeights())
                                .toList())
                        .filter(readers -> readers.size() > 1)
                        .toList();
            case TieWish.Layers(List<List<String>> groups) -> {
                List<List<Integer>> ties = new ArrayList<>();
                for (int i = 0; i < groups.size(); i++) {
                    List<Integer> tie = new ArrayList<>();
                    for (int j = 0; j < groups.get(i).size(); j++) {
                        tie.add(layer(
                                SPACE + "/tie/" + i + "/" + j, groups.get(i).get(j)));
                    }
                    ties.add(tie);
                }
                yield ties;
            }
        };
    }

    private int layer(String pointer, String name) {
        return layout.layer(name).map(Layer::index).orElseThrow(() -> unknown(pointer, name));
    }

    private InvalidInputException unknown(String pointer, String name) {
        List<String> names = layout.layers().stream().map(Layer::name).toList();
        return refusal.of(pointer, "no layer is named '" + name + "'", Suggestions.mend(name, names));
    }

    private void requireKnownPins() {
        wish.pins().keySet().forEach(pinned -> layer(pinPointer(pinned), pinned));
    }

    private void requireAgreeingPins(Cluster cluster) {
        List<Layer> pinned = cluster.layers().stream()
                .map(layout.layers()::get)
                .filter(layer -> pin(layer).isPresent())
                .toList();
        for (Layer layer : pinned) {
            Layer first = pinned.getFirst();
            int expected = pin(first).orElseThrow().activationBits();
            int found = pin(layer).orElseThrow().activationBits();
            if (found != expected) {
                throw refusePin(
                        layer.name(),
                        "layers '" + first.name() + "' and '" + layer.name()
                                + (first.inputQuantizer() == layer.inputQuantizer()
                                        ? "' read the same input, which cannot have both "
                                        : "' are tied, and their activations cannot have both ")
                                + expected + " and " + found
                                + " bits",
                        "pin both to the same activation width");
            }
        }
    }

    private Optional<Precision> pin(Layer layer) {
        return Optional.ofNullable(wish.pins().get(layer.name()));
    }

    private List<Precision> choices(Layer layer) {
        SortedSet<Precision> allowed = allowed(layer);
        String what = layer.hasWeights()
                ? layer.workload().kind().key() + " layers"
                : "products of two activations, the right one of 2 bits or more";
        if (allowed.isEmpty()) {
            throw refusal.of(
                    SPACE,
                    "profile '" + profile + "' does not compute " + what + ", such as '" + layer.name()
                            + "', with activations "
                            + (wish.isWeightOnly() ? "in floating point" : "that are quantized"),
                    "leave out the profile");
        }
        Optional<Precision> pin = pin(layer);
        if (pin.isPresent()) {
            if (!allowed.contains(pin.get())) {
                throw refusePin(
                        layer.name(),
                        "profile '" + profile + "' does not compute " + what + " at " + pin.get(),
                        "pin it to one of " + list(allowed));
            }
            return List.of(pin.get());
        }
        List<Precision> choices = allowed.stream()
                .filter(precision -> isWishedOfWeights(layer, precision)
                        && wish.activationBits().contains(precision.activationBits()))
                .toList();
        if (choices.isEmpty()) {
            throw refusal.of(
                    SPACE,
                    "the widths leave nothing for layer '" + layer.name() + "' on profile '" + profile + "'",
                    "allow one of the precisions (weight/activation bits) that it has for " + what + ": "
                            + list(allowed));
        }
        return choices;
    }

    /** What the device can do with the layer, of the kind that the space is: with activations in floating point, or without. */
    private SortedSet<Precision> allowed(Layer layer) {
        return legality.allowed(layer.workload()).stream()
                .filter(precision -> wish.isWeightOnly()
                        ? precision.isWeightOnly()
                        : precision.weightBits() != Precision.FLOAT && !precision.isWeightOnly())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Two activations that are multiplied both stay in floating point with all others, whatever weights may be. */
    private boolean isWishedOfWeights(Layer layer, Precision precision) {
        return wish.weightBits().contains(precision.weightBits()) || (wish.isWeightOnly() && !layer.hasWeights());
    }

    private void keepCommonPrecisions(List<Integer> group, List<SortedSet<Precision>> legal) {
        SortedSet<Precision> common = new TreeSet<>(legal.get(group.getFirst()));
        group.forEach(layer -> common.retainAll(legal.get(layer)));
        if (common.isEmpty()) {
            throw refusal.of(
                    SPACE,
                    "layers are tied but share no precision on profile '" + profile + "': "
                            + group.stream()
                                    .map(layer ->
                                            "'" + layout.layers().get(layer).name() + "' may have "
                                                    + list(legal.get(layer)))
                                    .collect(Collectors.joining("; ")),
                    "pin them alike, or take them out of 'tie'");
        }
        group.forEach(layer -> legal.get(layer).retainAll(common));
    }

    private void keepCommonWidths(Cluster cluster, List<SortedSet<Precision>> legal) {
        SortedSet<Integer> common = activationWidths(legal.get(cluster.leader()));
        cluster.layers().forEach(layer -> common.retainAll(activationWidths(legal.get(layer))));
        if (common.isEmpty()) {
            throw refusal.of(
                    SPACE,
                    (cluster.quantizers().size() > 1 ? "layers are tied" : "layers read the same input")
                            + " but share no activation width on profile '" + profile + "': "
                            + cluster.layers().stream()
                                    .map(layer -> widthsOf(layer, legal))
                                    .collect(Collectors.joining("; ")),
                    "allow more activation widths, or change a pin");
        }
        for (int reader : cluster.layers()) {
            legal.get(reader).removeIf(precision -> !common.contains(precision.activationBits()));
        }
    }

    private String widthsOf(int layer, List<SortedSet<Precision>> legal) {
        String widths =
                activationWidths(legal.get(layer)).stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "'" + layout.layers().get(layer).name() + "' may have " + widths;
    }

    private static SortedSet<Integer> activationWidths(SortedSet<Precision> precisions) {
        return precisions.stream().map(Precision::activationBits).collect(Collectors.toCollection(TreeSet::new));
    }

    private InvalidInputException refusePin(String layer, String problem, String mend) {
        return refusal.of(pinPointer(layer), problem, mend);
    }

    private static String pinPointer(String layer) {
        return SPACE + "/pin/" + layer.replace("~", "~0").replace("/", "~1");
    }

    private static String list(SortedSet<Precision> precisions) {
        return precisions.stream().map(Precision::toString).collect(Collectors.joining(", "));
    }
}
