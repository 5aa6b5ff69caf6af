package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Layers priced by what was measured of their shapes: exactly where the shape is in the table, else from the other
 * shapes of the same kind, as {@link TimeSurface} says. Steps between the layers cost so much per element read.
 */
public final class TableModel implements StepwiseModel {
    private static final Traffic TRAFFIC = new Traffic(Precision.FLOAT);

    private final List<PrecisionClass> classes;
    private final List<MeasuredLayer> layers;
    private final GlueCosts glue;
    private final Optional<Energy45nm> energy;
    private final SortedMap<Precision, PrecisionClass> byPrecision;
    private final Map<LayerWorkload, MeasuredLayer> byShape = new HashMap<>();
    private final Map<LayerKind, SortedMap<String, TimeSurface>> surfaces = new EnumMap<>(LayerKind.class);

    /**
     * @param classes widths that share figures
     * @param layers one entry per measured shape, at least one
     * @param energy how energy is estimated, where it is
     * @throws IllegalArgumentException when classes overlap, a shape is listed twice, or a shape lacks the figure of a
     *     class
     */
    public TableModel(
            List<PrecisionClass> classes, List<MeasuredLayer> layers, GlueCosts glue, Optional<Energy45nm> energy) {
        this.classes = List.copyOf(classes);
        this.layers = List.copyOf(layers);
        this.glue = glue;
        this.energy = energy;
        this.byPrecision = PrecisionClass.index(classes);
        Set<String> names = new TreeSet<>();
        classes.forEach(each -> names.add(each.name()));
        if (classes.isEmpty() || layers.isEmpty()) {
            throw new IllegalArgumentException("the table is empty");
        }
        for (MeasuredLayer layer : layers) {
            if (!layer.timings().keySet().equals(names)) {
                throw new IllegalArgumentException("the shape " + layer.shape() + " has figures for "
                        + layer.timings().keySet() + ", not for " + names);
            }
            if (byShape.put(layer.shape(), layer) != null) {
                throw new IllegalArgumentException("the shape " + layer.shape() + " is listed twice");
            }
        }
        for (LayerKind kind : LayerKind.values()) {
            surfaces.put(kind, surfaces(kind));
        }
    }

    private SortedMap<String, TimeSurface> surfaces(LayerKind kind) {
        SortedMap<String, TimeSurface> surfaces = new TreeMap<>();
        List<MeasuredLayer> ofKind =
                layers.stream().filter(layer -> layer.shape().kind() == kind).toList();
        if (!ofKind.isEmpty()) {
            for (PrecisionClass each : classes) {
                surfaces.put(each.name(), TimeSurface.through(ofKind, each.name()));
            }
        }
        return surfaces;
    }

    public List<PrecisionClass> classes() {
        return classes;
    }

    public List<MeasuredLayer> layers() {
        return layers;
    }

    public GlueCosts glue() {
        return glue;
    }

    @Override
    public Optional<Energy45nm> energy() {
        return energy;
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return surface(kind).isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(byPrecision.keySet()));
    }

    private SortedMap<String, TimeSurface> surface(LayerKind kind) {
        return surfaces.getOrDefault(kind, Collections.emptySortedMap());
    }

    @Override
    public StepCost layer(LayerWorkload layer, Precision precision, int outputBits) {
        PrecisionClass precisionClass = byPrecision.get(precision);
        TimeSurface surface =
                precisionClass == null ? null : surface(layer.kind()).get(precisionClass.name());
        if (precisionClass == null || surface == null) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': no figures for " + precision);
        }
        MeasuredLayer measured = byShape.get(layer.named(""));
        MeasuredLayer.Timing timing =
                measured == null ? null : measured.timings().get(precisionClass.name());
        double micros = timing == null ? surface.micros(layer) : timing.medianMicros();
        return step(micros, TRAFFIC.weights(layer, precision), TRAFFIC.activations(layer, precision, outputBits))
                .plus(arithmetic(layer, precision));
    }

    @Override
    public StepCost conversion(LayerWorkload layer, Precision precision, int fromBits) {
        double micros = glue.conversionNanosPerElement() * layer.inputElements() / 1000;
        return step(micros, 0, TRAFFIC.conversion(layer, precision, fromBits));
    }

    @Override
    public StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output) {
        long read = inputs.stream().mapToLong(Operand::elements).sum();
        double micros = glue.nanosPerElement().getOrDefault(kind, 0.0) * read / 1000;
        return step(micros, 0, TRAFFIC.glue(inputs, output));
    }

    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        List<LayerWorkload> extrapolated = new ArrayList<>();
        for (LayerWorkload layer : network.layers()) {
            boolean comparable = byShape.containsKey(layer.named(""))
                    || surface(layer.kind()).values().stream().anyMatch(surface -> surface.covers(layer));
            if (!comparable) {
                extrapolated.add(layer);
            }
        }
        return extrapolated;
    }

    @Override
    public String describe() {
        return "A layer takes as long as its shape took when it was measured (" + layers.size() + " shapes, "
                + classes.size() + (classes.size() == 1 ? " class" : " classes") + " of widths).\n"
                + "Shapes that were not measured are interpolated from those of the same kind; beyond their range, the"
                + " nearest one is scaled, and a search warns of it.\n"
                + "Figures are for one sample at a time.\n"
                + energy.map(EnergyModel::describe).orElse("Energy is not known.");
    }
}
