package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Layers priced by what was measured of their shapes: exactly where the shape is in the table, else from the other
 * shapes of the same kind, as {@link TimeSurface} says. Steps between the layers cost so much per element read.
 *
 * <p>What computes wide codes computes narrower ones, too, so widths cost what the cheapest class costs that holds them
 * or wider ones: nothing becomes dearer by taking bits away.
 */
public final class TableModel implements StepwiseModel {
    private static final Traffic TRAFFIC = new Traffic(Precision.FLOAT);

    private final List<PrecisionClass> classes;
    private final List<MeasuredLayer> layers;
    private final GlueCosts glue;
    private final Optional<Energy45nm> energy;
    private final SortedMap<LayerKind, InterpolationError> interpolationErrors;
    private final SortedMap<Precision, List<String>> byPrecision = new TreeMap<>();
    private final Map<LayerWorkload, MeasuredLayer> byShape = new HashMap<>();
    private final Map<LayerKind, SortedMap<String, TimeSurface>> surfaces = new EnumMap<>(LayerKind.class);

    /** Of shapes that were asked for; threads that race to fill it write equal values. */
    private final Map<LayerWorkload, Map<String, Double>> figures = new ConcurrentHashMap<>();

    /**
     * @param classes widths that share figures
     * @param layers one entry per measured shape, at least one
     * @param energy how energy is estimated, where it is
     * @param interpolationErrors what is known of {@link #errorsOfInterpolation}, by kind of layer
     * @throws IllegalArgumentException when classes overlap, a shape is listed twice, or a shape has figures of an unknown
     *     class or none for a class that runs on no other
     */
    public TableModel(
            List<PrecisionClass> classes,
            List<MeasuredLayer> layers,
            GlueCosts glue,
            Optional<Energy45nm> energy,
            Map<LayerKind, InterpolationError> interpolationErrors) {
        this.classes = List.copyOf(classes);
        this.layers = List.copyOf(layers);
        this.glue = glue;
        this.energy = energy;
        this.interpolationErrors = Collections.unmodifiableSortedMap(new TreeMap<>(interpolationErrors));
        for (Precision precision : PrecisionClass.index(classes).keySet()) {
            byPrecision.put(precision, runningOn(precision));
        }
        if (classes.isEmpty() || layers.isEmpty()) {
            throw new IllegalArgumentException("the table is empty");
        }
        for (MeasuredLayer layer : layers) {
            if (byShape.put(layer.shape(), completed(layer)) != null) {
                throw new IllegalArgumentException("the shape " + layer.shape() + " is listed twice");
            }
        }
        for (LayerKind kind : LayerKind.values()) {
            surfaces.put(kind, surfaces(kind));
        }
    }

    /** The names of the classes that hold a precision or one that it runs on. */
    private List<String> runningOn(Precision precision) {
        return classes.stream()
                .filter(each -> each.precisions().stream().anyMatch(precision::runsOn))
                .map(PrecisionClass::name)
                .toList();
    }

    /** The layer with a figure for every class. */
    private MeasuredLayer completed(MeasuredLayer layer) {
        SortedMap<String, MeasuredLayer.Timing> timings = new TreeMap<>();
        for (PrecisionClass each : classes) {
            timings.put(each.name(), timing(layer, each));
        }
        if (!timings.keySet().containsAll(layer.timings().keySet())) {
            throw new IllegalArgumentException("the shape " + layer.shape() + " has figures for "
                    + layer.timings().keySet() + ", not only for " + timings.keySet());
        }
        return new MeasuredLayer(layer.shape(), timings);
    }

    private MeasuredLayer.Timing timing(MeasuredLayer layer, PrecisionClass wanted) {
        MeasuredLayer.Timing own = layer.timings().get(wanted.name());
        return own != null
                ? own
                : classes.stream()
                        .filter(wanted::runsOn)
                        .flatMap(wider -> Stream.ofNullable(layer.timings().get(wider.name())))
                        .min(Comparator.comparingDouble(MeasuredLayer.Timing::medianMicros))
                        .orElseThrow(() -> new IllegalArgumentException("the shape " + layer.shape()
                                + " has no figure for " + wanted.name() + ", nor for a class of wider widths"));
    }

    /** The measured layers of a kind, each with a figure for every class. */
    private List<MeasuredLayer> completed(LayerKind kind) {
        return layers.stream()
                .filter(layer -> layer.shape().kind() == kind)
                .map(layer -> Objects.requireNonNull(byShape.get(layer.shape())))
                .toList();
    }

    private SortedMap<String, TimeSurface> surfaces(LayerKind kind) {
        SortedMap<String, TimeSurface> surfaces = new TreeMap<>();
        List<MeasuredLayer> ofKind = completed(kind);
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

    /** What was found out about {@link #errorsOfInterpolation} when the table was made; empty where nothing was. */
    public SortedMap<LayerKind, InterpolationError> interpolationErrors() {
        return interpolationErrors;
    }

    /**
     * Leaves out one measured shape after the other and prices it by the rest: how much to trust prices of shapes that
     * were not measured. Shapes at the edge, which the rest would not cover, are passed over.
     *
     * @return one entry for each kind with shapes that can be left out
     */
    public SortedMap<LayerKind, InterpolationError> errorsOfInterpolation() {
        SortedMap<LayerKind, InterpolationError> errors = new TreeMap<>();
        for (LayerKind kind : LayerKind.values()) {
            List<Double> found = new ArrayList<>();
            for (MeasuredLayer left : layers) {
                if (left.shape().kind() == kind) {
                    List<MeasuredLayer> rest = completed(kind).stream()
                            .filter(other -> !other.shape().equals(left.shape()))
                            .toList();
                    found.addAll(rest.isEmpty() ? List.of() : errors(left, rest));
                }
            }
            if (!found.isEmpty()) {
                errors.put(kind, InterpolationError.of(found));
            }
        }
        return errors;
    }

    /** One for each figure of the shape that is its own, not that of wider widths. */
    private static List<Double> errors(MeasuredLayer left, List<MeasuredLayer> rest) {
        List<Double> errors = new ArrayList<>();
        left.timings().forEach((name, timing) -> {
            TimeSurface surface = TimeSurface.through(rest, name);
            if (surface.covers(left.shape())) {
                errors.add(Math.abs(surface.micros(left.shape()) / timing.medianMicros() - 1));
            }
        });
        return errors;
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
        List<String> able = byPrecision.getOrDefault(precision, List.of());
        if (able.isEmpty() || surface(layer.kind()).isEmpty()) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': no figures for " + precision);
        }
        Map<String, Double> known =
                figures.computeIfAbsent(layer.asConvolution().named(""), this::figures);
        double micros = Double.POSITIVE_INFINITY;
        for (String name : able) {
            micros = Math.min(micros, known.getOrDefault(name, micros));
        }
        micros *= layer.runs();
        return step(micros, TRAFFIC.weights(layer, precision), TRAFFIC.activations(layer, precision, outputBits))
                .plus(arithmetic(layer, precision));
    }

    /** What a shape takes at each class of widths, in microseconds. */
    private Map<String, Double> figures(LayerWorkload shape) {
        MeasuredLayer measured = byShape.get(shape);
        Map<String, Double> figures = new HashMap<>();
        if (measured == null) {
            surface(shape.kind()).forEach((name, surface) -> figures.put(name, surface.micros(shape)));
        } else {
            measured.timings().forEach((name, timing) -> figures.put(name, timing.medianMicros()));
        }
        return figures;
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
    public StepCost ends(NetworkWorkload network) {
        double nanos = glue.inputNanosPerElement() * network.inputElements()
                + glue.outputNanosPerElement() * network.outputElements();
        return step(nanos / 1000, 0, 0);
    }

    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        List<LayerWorkload> extrapolated = new ArrayList<>();
        for (LayerWorkload layer : network.layers()) {
            LayerWorkload run = layer.isRecurrent() ? layer.asConvolution() : layer;
            boolean comparable = byShape.containsKey(layer.asConvolution().named(""))
                    || surface(layer.kind()).values().stream().anyMatch(surface -> surface.covers(run));
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
                + describeInterpolation()
                + "Figures are for one sample at a time.\n"
                + energy.map(EnergyModel::describe).orElse("Energy is not known.");
    }

    private String describeInterpolation() {
        if (interpolationErrors.isEmpty()) {
            return "";
        }
        return interpolationErrors.entrySet().stream()
                .map(each -> each.getKey().key() + ": " + each.getValue().describe())
                .collect(Collectors.joining("; ", "Shapes left out and interpolated from the others: ", ".\n"));
    }
}
