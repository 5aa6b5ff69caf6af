package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.CostModel;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Optional;
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

    /** The widths that are legal in a layer, in order, none where the device runs no such layer; all have a price. */
    public SortedSet<Precision> allowed(LayerWorkload layer) {
        return legality.allowed(layer);
    }

    /** Whether every layer of a plan has legal widths, so that the plan has a price here. */
    public boolean allows(NetworkWorkload network, NetworkPrecisions precisions) {
        precisions.requireFits(network);
        List<LayerWorkload> layers = network.layers();
        for (int i = 0; i < layers.size(); i++) {
            if (!allowed(layers.get(i)).contains(precisions.layers().get(i))) {
                return false;
            }
        }
        return true;
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
        SortedSet<Precision> first = legality.allowed(LayerKind.CONV);
        if (legality.equals(new Legality(Legality.everywhere(first).allowed(), legality.scheme()))) {
            return WordWrap.wrap("legal (weight/activation bits, 32 is float): ", Widths.describe(first));
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
