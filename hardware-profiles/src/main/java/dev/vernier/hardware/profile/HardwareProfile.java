package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.CostModel;
import dev.vernier.hardware.cost.NetworkPricer;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A device to search for.
 *
 * @param name what runs and results call it
 * @param description what it is, in one line
 * @param sources where the figures come from
 * @param caveats what not to conclude from the figures
 * @param measurement the circumstances, where the figures were measured by {@code vernier profile}
 * @param legality which widths the device executes; the cost model has figures for all of them
 * @param base what the profile extends, as its file names it
 * @param sha256 the hash of the files it was read from, in hexadecimal
 */
public record HardwareProfile(
        String name,
        String description,
        DeviceKind device,
        Origin origin,
        List<String> sources,
        List<String> caveats,
        Optional<Measurement> measurement,
        Legality legality,
        CostModel costModel,
        Optional<String> base,
        String sha256) {
    public HardwareProfile {
        sources = List.copyOf(sources);
        caveats = List.copyOf(caveats);
        for (LayerKind kind : LayerKind.values()) {
            SortedSet<Precision> priced = costModel.precisions(kind);
            SortedSet<Precision> unpriced = new TreeSet<>(legality.allowed(kind));
            unpriced.removeAll(priced);
            if (!unpriced.isEmpty()) {
                throw new IllegalArgumentException("widths without a price are legal in layers of kind " + kind.key()
                        + ": " + Widths.describe(unpriced));
            }
        }
    }

    /**
     * The device for plans that keep activations in floating point: no other widths are legal, and its scheme is that of
     * such plans.
     *
     * @param group how many neighbouring weights of an output channel share a scale; empty where all of them do
     * @return empty where no layer has narrow weights beside such activations
     * @throws IllegalArgumentException when the device's weights cannot have groups
     */
    public Optional<HardwareProfile> weightOnly(OptionalInt group) {
        CostModel prices = group.isPresent() ? costModel.withWeightGroup(group.getAsInt()) : costModel;
        return legality.weightOnly(group)
                .map(legal -> new HardwareProfile(
                        name, description, device, origin, sources, caveats, measurement, legal, prices, base, sha256));
    }

    /** The widths that are legal in a layer, in order, none where the device runs no such layer; all have a price. */
    public SortedSet<Precision> allowed(LayerWorkload layer) {
        return legality.allowed(layer);
    }

    /**
     * Prepares to price plans of one network. What it returns finds a price for those plans that this device can run:
     * every layer has legal widths, and the whole fits.
     */
    public NetworkPricer on(NetworkWorkload network) {
        List<boolean[]> legal =
                network.layers().stream().map(this::legalByIndex).toList();
        NetworkPricer pricer = costModel.on(network);
        return precisions -> {
            precisions.requireFits(network);
            for (int i = 0; i < legal.size(); i++) {
                if (!legal.get(i)[precisions.layers().get(i).index()]) {
                    return Optional.empty();
                }
            }
            return pricer.price(precisions);
        };
    }

    private boolean[] legalByIndex(LayerWorkload layer) {
        boolean[] legal = new boolean[Precision.COUNT];
        allowed(layer).forEach(precision -> legal[precision.index()] = true);
        return legal;
    }

    /** Whether the device can run a plan, so that it has a price here; who asks often asks {@link #on} once. */
    public boolean allows(NetworkWorkload network, NetworkPrecisions precisions) {
        return on(network).price(precisions).isPresent();
    }

    /** All there is to know about the device, in words; several lines, the last one closed. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(WordWrap.wrap(name + ": ", description));
        text.append(WordWrap.wrap("device: ", device.key()));
        text.append(WordWrap.wrap("origin: ", origin.key() + ", " + origin.meaning()));
        base.ifPresent(extended -> text.append(WordWrap.wrap("extends: ", extended)));
        measurement.ifPresent(taken -> text.append(WordWrap.wrap("measured: ", taken.describe())));
        text.append(describeLegality());
        text.append(WordWrap.wrap("scheme: ", legality.scheme().describe()));
        text.append("prices:\n");
        costModel
                .describe()
                .lines()
                .forEach(line -> text.append(WordWrap.wrap(
                        " ".repeat(2 + line.length() - line.stripLeading().length()), line.strip())));
        append(text, "beware", caveats);
        append(text, "sources", sources);
        return text.toString();
    }

    private String describeLegality() {
        if (legality.isUniform()) {
            return WordWrap.wrap(
                    "legal (weight/activation bits, 32 is float): ", Widths.describe(legality.allowed(LayerKind.CONV)));
        }
        StringBuilder text = new StringBuilder("legal (weight/activation bits, 32 is float):\n");
        for (LayerKind kind : LayerKind.values()) {
            SortedSet<Precision> widths = legality.allowed(kind);
            text.append(WordWrap.wrap(
                    "  " + kind.key() + ": ",
                    widths.isEmpty() ? "none, such layers do not run here" : Widths.describe(widths)));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append(":\n");
            lines.forEach(line -> text.append(WordWrap.wrap("  - ", line)));
        }
    }
}
