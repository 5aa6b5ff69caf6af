package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.runtime.EndStep;
import dev.vernier.evaluator.runtime.GlueStep;
import dev.vernier.hardware.cost.GlueCosts;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The pieces of work that a table of this machine is measured on, and the table that their times make. */
final class TableWorks {
    /** What the cost of an addition is measured on: layers add on the way, so it is what they take longer. */
    private static final LayerWorkload ADDING = new LayerWorkload("", LayerKind.CONV, 14, 14, 32, 14, 14, 32, 1, 1, 1);

    private static final Precision BYTES = new Precision(8, 8);

    /** A class has a figure of its own where it takes less than so much of every wider one's time … */
    private static final double GAIN = 0.98;

    /** … in so many of the rounds: nobody should choose widths by noise. */
    private static final double MOST_ROUNDS = 0.75;

    private final Kernels kernels;
    private final List<PrecisionClass> classes;
    private final SequencedSet<LayerWorkload> shapes = new LinkedHashSet<>();
    private final List<Runnable> works = new ArrayList<>();
    private final Map<Run, Integer> places = new HashMap<>();
    private final Map<Step.Glue.Kind, Integer> glue = new EnumMap<>(Step.Glue.Kind.class);
    private final Map<Step.Glue.Kind, Integer> glueElements = new EnumMap<>(Step.Glue.Kind.class);
    private final EndStep input = EndStep.input();
    private final EndStep output = EndStep.output();

    /** A shape on the code that runs it. */
    private record Run(LayerWorkload shape, String variant) {}

    /**
     * @param kernels with each layer on the code of its own widths
     * @param layers the shapes to measure; names do not matter, and repetitions are measured once
     * @param precisions the widths to offer, each in 1…8
     */
    TableWorks(Kernels kernels, List<LayerWorkload> layers, SortedSet<Precision> precisions) {
        this.kernels = kernels;
        classes = classes(kernels, precisions);
        layers.forEach(layer -> shapes.add(layer.asConvolution().named("")));
        for (LayerWorkload shape : shapes) {
            for (PrecisionClass each : classes) {
                if (places.putIfAbsent(run(shape, each), works.size()) == null) {
                    works.add(LayerWork.of(kernels, shape, each.precisions().last()));
                }
            }
        }
        for (GlueStep step : GlueStep.all(kernels)) {
            glue.put(step.kind(), works.size());
            glueElements.put(step.kind(), step.elementsRead());
            works.add(step);
        }
        works.addAll(List.of(
                new LayerWork(kernels, ADDING, BYTES, false),
                new LayerWork(kernels, ADDING, BYTES, true),
                input,
                output));
    }

    private Run run(LayerWorkload shape, PrecisionClass each) {
        return new Run(shape, kernels.variant(shape.kind(), each.precisions().last()));
    }

    /** Widths that run the same code in layers of every kind share a class; those whose code runs other widths come first. */
    private static List<PrecisionClass> classes(Kernels kernels, SortedSet<Precision> precisions) {
        SortedMap<String, SortedSet<Precision>> byVariant = new TreeMap<>();
        for (Precision precision : precisions) {
            if (precision.weightBits() > 8 || precision.activationBits() > 8) {
                throw new IllegalArgumentException("the kernels compute on codes of 1 to 8 bits, not on " + precision);
            }
            byVariant
                    .computeIfAbsent(variant(kernels, precision), _ -> new TreeSet<>())
                    .add(precision);
        }
        List<PrecisionClass> classes = byVariant.entrySet().stream()
                .map(each -> new PrecisionClass(each.getKey(), each.getValue()))
                .toList();
        return classes.stream()
                .sorted(Comparator.comparingLong(
                        each -> classes.stream().filter(each::runsOn).count()))
                .toList();
    }

    /** The code that runs layers of a precision: one name, or one for each kind of layer. */
    private static String variant(Kernels kernels, Precision precision) {
        return Arrays.stream(LayerKind.values())
                .map(kind -> kernels.variant(kind, precision))
                .distinct()
                .collect(Collectors.joining("_"));
    }

    /** What to time. */
    List<Runnable> works() {
        return works;
    }

    /**
     * The table.
     *
     * @param nanos of one run of each work, round by round
     */
    TableModel table(double[][] nanos) {
        List<MeasuredLayer> measured = new ArrayList<>();
        for (LayerWorkload shape : shapes) {
            measured.add(new MeasuredLayer(shape, figures(shape, nanos)));
        }
        TableModel table = new TableModel(classes, measured, glueCosts(nanos), Optional.empty(), Map.of());
        return new TableModel(classes, measured, table.glue(), Optional.empty(), table.errorsOfInterpolation());
    }

    private SortedMap<String, MeasuredLayer.Timing> figures(LayerWorkload shape, double[][] nanos) {
        SortedMap<String, MeasuredLayer.Timing> figures = new TreeMap<>();
        Map<PrecisionClass, double[]> known = new HashMap<>();
        for (PrecisionClass each : classes) {
            double[] times = nanos[Objects.requireNonNull(places.get(run(shape, each)))];
            boolean faster = known.entrySet().stream()
                    .filter(wider -> each.runsOn(wider.getKey()))
                    .allMatch(wider -> isFaster(times, wider.getValue()));
            if (faster) {
                known.put(each, times);
                Quartiles quartiles = Quartiles.of(times);
                figures.put(
                        each.name(), new MeasuredLayer.Timing(quartiles.median() / 1000, quartiles.spread() / 1000));
            }
        }
        return figures;
    }

    private static boolean isFaster(double[] nanos, double[] others) {
        int rounds = 0;
        for (int round = 0; round < nanos.length; round++) {
            rounds += nanos[round] < GAIN * others[round] ? 1 : 0;
        }
        return rounds >= MOST_ROUNDS * nanos.length
                && Quartiles.of(nanos).median() < Quartiles.of(others).median();
    }

    private GlueCosts glueCosts(double[][] nanos) {
        Map<Step.Glue.Kind, Double> perElement = new EnumMap<>(Step.Glue.Kind.class);
        glue.forEach((kind, place) -> perElement.put(kind, median(nanos, place) / glueElements.getOrDefault(kind, 1)));
        int ends = works.size() - 2;
        double[] longer = new double[nanos[0].length];
        for (int round = 0; round < longer.length; round++) {
            longer[round] = nanos[ends - 1][round] - nanos[ends - 2][round];
        }
        perElement.put(
                Step.Glue.Kind.ADD, Math.max(0, Quartiles.of(longer).median()) / (2.0 * ADDING.outputElements()));
        return new GlueCosts(
                perElement,
                // Codes are brought to another width through a table, as an element-wise function is.
                perElement.getOrDefault(Step.Glue.Kind.ELEMENTWISE, 0.0),
                median(nanos, ends) / input.elements(),
                median(nanos, ends + 1) / output.elements());
    }

    private static double median(double[][] nanos, int place) {
        return Quartiles.of(nanos[place]).median();
    }
}
