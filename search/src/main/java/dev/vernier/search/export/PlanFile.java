package dev.vernier.search.export;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlSchema;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.trial.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A plan as a person reads, edits and feeds it back:
 *
 * <pre>
 * vernier: 1
 * id: p017
 * model: "9f86d0…"    # SHA-256 of the model's file
 * scheme: per-channel-symmetric/asymmetric/any    # the usual one where it is left out
 * layers:
 *   conv1: 8/8        # weight bits / bits of the layer's input
 *   fc: 4/8
 * </pre>
 */
public final class PlanFile {
    private static final YamlSchema SCHEMA = YamlSchema.load(PlanFile.class, "plan.schema.json");

    private PlanFile() {}

    /** The text of a plan's file; the same candidate gives the same text. */
    public static String write(String id, String modelSha256, Candidate candidate) {
        StringBuilder text = new StringBuilder();
        text.append("vernier: 1\nid: ").append(id).append("\nmodel: \"").append(modelSha256);
        text.append("\"\nscheme: ").append(candidate.scheme().key());
        text.append("\nlayers: # weight bits / bits of the layer's input\n");
        candidate.plan().byName().forEach((layer, precision) -> text.append("  ")
                .append(quoted(layer))
                .append(": ")
                .append(precision)
                .append('\n'));
        return text.toString();
    }

    private static String quoted(String name) {
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_./-]*") && !name.matches("(?i)true|false|null|yes|no|on|off");
        if (plain) {
            return name;
        }
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ') {
                text.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return text.append('"').toString();
    }

    /**
     * Reads a plan for a network, and the scheme to run it under.
     *
     * @param modelSha256 of the network's file
     * @throws InvalidInputException when the file is no plan, a plan of another model, leaves layers out, names unknown
     *     ones, or ties are broken
     */
    public static Candidate read(Path file, NetworkLayout layout, String modelSha256) {
        YamlDocument document = YamlDocument.read(file, SCHEMA);
        YamlValue model = document.root().get("model");
        if (!model.text().equals(modelSha256)) {
            throw model.invalid(
                    "the plan was made for another model, of SHA-256 " + model.text() + " instead of " + modelSha256,
                    "the model's file has changed since: search again, or correct the hash if the layers are the same");
        }
        Map<String, YamlValue> layers = document.root().get("layers").entries();
        List<String> known = layout.layers().stream().map(layer -> layer.name()).toList();
        layers.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.invalidKey("no layer is named '" + name + "'", Suggestions.mend(name, known));
            }
        });
        QuantizationScheme scheme = scheme(document);
        List<Precision> precisions = new ArrayList<>();
        for (String name : known) {
            YamlValue value = layers.get(name);
            if (value == null) {
                throw document.root()
                        .get("layers")
                        .invalidKey("layer '" + name + "' is missing", "add a line '" + name + ": 8/8'");
            }
            precisions.add(precision(value, scheme));
        }
        return new Candidate(plan(document, layout, precisions), scheme);
    }

    private static QuantizationScheme scheme(YamlDocument document) {
        Optional<YamlValue> key = document.root().find("scheme");
        if (key.isEmpty()) {
            return QuantizationScheme.USUAL;
        }
        return QuantizationScheme.parse(key.get().text());
    }

    private static Precision precision(YamlValue value, QuantizationScheme scheme) {
        Precision precision = value.read(
                text -> Precision.parse(text.text()),
                "write WEIGHT/ACTIVATION with widths from 1 to 8, for activations also 16, such as 4/8");
        if (precision.isWeightOnly() != scheme.isWeightOnly()) {
            throw value.invalid(
                    precision + " does not fit the scheme " + scheme.key() + ", under which activations "
                            + (scheme.isWeightOnly() ? "stay in floating point" : "are quantized"),
                    scheme.isWeightOnly()
                            ? "write " + precision.weightBits() + "/32"
                            : "write a width from 1 to 8 for them");
        }
        return precision;
    }

    private static PrecisionPlan plan(YamlDocument document, NetworkLayout layout, List<Precision> precisions) {
        return document.root()
                .get("layers")
                .read(_ -> PrecisionPlan.of(layout, precisions), "give layers that share an input the same width");
    }
}
