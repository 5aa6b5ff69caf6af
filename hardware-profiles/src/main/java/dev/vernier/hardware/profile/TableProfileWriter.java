package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.GlueCosts;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Step;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.StringNode;

/**
 * Writes measured tables as profiles that {@link HardwareProfiles} reads. The same table gives the same bytes; times
 * keep four significant digits.
 */
public final class TableProfileWriter {
    private static final MathContext DIGITS = new MathContext(4);

    private TableProfileWriter() {}

    /**
     * The text of the profile, in YAML.
     *
     * @throws dev.vernier.hardware.input.InvalidInputException when it could not be read back: a name is not of small
     *     letters, digits and hyphens, a text is empty or longer than 500 letters, or legality allows what has no price
     */
    public static String write(MeasuredTable measured) {
        String yaml = yaml(measured);
        HardwareProfiles.parse(measured.name(), yaml);
        return yaml;
    }

    private static String yaml(MeasuredTable measured) {
        StringBuilder yaml = new StringBuilder();
        Measurement taken = measured.measurement();
        yaml.append("name: ").append(measured.name()).append('\n');
        yaml.append("description: ").append(quoted(measured.description())).append('\n');
        yaml.append("device: ").append(DeviceKind.CPU.key()).append('\n');
        yaml.append("origin: ").append(Origin.MEASURED.key()).append('\n');
        yaml.append("measured:\n");
        yaml.append("  cpu: ").append(quoted(taken.cpu())).append('\n');
        yaml.append("  kernels: ").append(quoted(taken.kernels())).append('\n');
        yaml.append("  java: ").append(quoted(taken.java())).append('\n');
        yaml.append("  threads: ").append(taken.threads()).append('\n');
        yaml.append("  date: ").append(taken.date()).append('\n');
        appendLegality(yaml, measured.legality());
        measured.table().energy().ifPresent(energy -> yaml.append("energy_45nm: {weights_from: ")
                .append(energy.weights().key())
                .append(", activations_from: ")
                .append(energy.activations().key())
                .append("}\n"));
        yaml.append("table:\n  classes:\n");
        for (PrecisionClass each : measured.table().classes()) {
            yaml.append("    ")
                    .append(each.name())
                    .append(": {")
                    .append(widths(each.precisions()))
                    .append("}\n");
        }
        appendErrors(yaml, measured.table());
        appendGlue(yaml, measured.table().glue());
        yaml.append("  layers:\n");
        measured.table().layers().forEach(layer -> appendLayer(yaml, layer));
        return yaml.toString();
    }

    private static void appendLegality(StringBuilder yaml, Legality legality) {
        yaml.append("legality:\n");
        if (legality.isUniform()) {
            yaml.append("  ")
                    .append(widths(legality.allowed(LayerKind.CONV)).replace(", act", "\n  act"))
                    .append('\n');
        } else {
            for (LayerKind kind : LayerKind.values()) {
                if (!legality.allowed(kind).isEmpty()) {
                    yaml.append("  ")
                            .append(kind.key())
                            .append(": {")
                            .append(widths(legality.allowed(kind)))
                            .append("}\n");
                }
            }
        }
        QuantizationScheme scheme = legality.scheme();
        if (!scheme.equals(QuantizationScheme.USUAL)) {
            yaml.append("  scheme: {weights: ").append(scheme.weights().key());
            yaml.append(", activations: ").append(scheme.activations().key());
            yaml.append(", scales: ").append(scheme.scales().key()).append("}\n");
        }
    }

    private static String widths(SortedSet<Precision> precisions) {
        return Widths.asProduct(precisions)
                .map(product -> "weights: " + product.weights() + ", activations: " + product.activations())
                .orElse("pairs: " + precisions);
    }

    private static void appendGlue(StringBuilder yaml, GlueCosts glue) {
        yaml.append("  glue_ns_per_element:\n");
        for (Step.Glue.Kind kind : Step.Glue.Kind.values()) {
            double nanos = glue.nanosPerElement().getOrDefault(kind, 0.0);
            yaml.append("    ")
                    .append(kind.key())
                    .append(": ")
                    .append(rounded(nanos))
                    .append('\n');
        }
        yaml.append("    conversion: ")
                .append(rounded(glue.conversionNanosPerElement()))
                .append('\n');
        yaml.append("    input: ").append(rounded(glue.inputNanosPerElement())).append('\n');
        yaml.append("    output: ")
                .append(rounded(glue.outputNanosPerElement()))
                .append('\n');
    }

    private static void appendErrors(StringBuilder yaml, TableModel table) {
        if (!table.interpolationErrors().isEmpty()) {
            yaml.append("  interpolation_error:\n");
        }
        table.interpolationErrors().forEach((kind, error) -> {
            yaml.append("    ").append(kind.key());
            yaml.append(": {figures: ").append(error.figures());
            yaml.append(", median_percent: ").append(rounded(100 * error.median()));
            yaml.append(", p90_percent: ")
                    .append(rounded(100 * error.ninetieth()))
                    .append("}\n");
        });
    }

    private static void appendLayer(StringBuilder yaml, MeasuredLayer layer) {
        LayerWorkload shape = layer.shape();
        yaml.append("    - {kind: ").append(shape.kind().key());
        yaml.append(", input: ").append(extents(shape.inputHeight(), shape.inputWidth(), shape.inputChannels()));
        yaml.append(", output: ").append(extents(shape.outputHeight(), shape.outputWidth(), shape.outputChannels()));
        yaml.append(", kernel: ").append(extents(shape.kernelHeight(), shape.kernelWidth()));
        if (shape.groups() > 1) {
            yaml.append(", groups: ").append(shape.groups());
        }
        yaml.append(", median_us: {").append(figures(layer, MeasuredLayer.Timing::medianMicros));
        yaml.append("}, spread_us: {")
                .append(figures(layer, MeasuredLayer.Timing::spreadMicros))
                .append("}}\n");
    }

    private static String extents(int... extents) {
        return IntStream.of(extents).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }

    private static String figures(MeasuredLayer layer, ToDoubleFunction<MeasuredLayer.Timing> figure) {
        return layer.timings().entrySet().stream()
                .map(timing -> timing.getKey() + ": " + rounded(figure.applyAsDouble(timing.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static String rounded(double value) {
        return value == 0
                ? "0"
                : BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** A text in double quotes, where YAML knows the escapes of JSON. */
    private static String quoted(String text) {
        return StringNode.valueOf(text).toString();
    }
}
