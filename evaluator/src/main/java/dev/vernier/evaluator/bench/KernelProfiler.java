package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.Processor;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.GlueStep;
import dev.vernier.hardware.cost.GlueCosts;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.profile.MeasuredTable;
import dev.vernier.hardware.profile.Measurement;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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

/**
 * Measures how long this machine's kernels take for layers and for the steps between them: one image at a time, on one
 * thread.
 *
 * <p>Widths that run the same code are measured once and share their figures, and so do widths whose figures differ by
 * less than they scatter: nobody should choose widths by noise.
 */
public final class KernelProfiler {
    private static final String STAGE = "measure kernels";

    /** What the cost of an addition is measured on: layers add on the way, so it is what they take longer. */
    private static final LayerWorkload ADDING = new LayerWorkload("", LayerKind.CONV, 14, 14, 32, 14, 14, 32, 1, 1, 1);

    private static final Precision BYTES = new Precision(8, 8);

    private final Kernels kernels;
    private final InterleavedTimer timer;

    /** A shape on the code that runs it. */
    private record Run(LayerWorkload shape, String variant) {
        static Run of(Kernels kernels, LayerWorkload shape, Precision precision) {
            return new Run(shape, kernels.variant(shape.kind(), precision));
        }
    }

    public KernelProfiler(Kernels kernels, Progress progress) {
        this(kernels, new InterleavedTimer(InterleavedTimer.Effort.THOROUGH, System::nanoTime, STAGE, progress));
    }

    KernelProfiler(Kernels kernels, InterleavedTimer timer) {
        this.kernels = kernels;
        this.timer = timer;
    }

    /** Shapes that cover small convolutional networks: a table of them prices networks that were never measured. */
    public static List<LayerWorkload> usualShapes() {
        return UsualShapes.all();
    }

    /**
     * Measures. It takes under a minute for some hundred small shapes on an idle machine.
     *
     * @param name the name of the profile to be, of small letters, digits and hyphens
     * @param date today
     * @param layers the shapes to measure; names do not matter, and repetitions are measured once
     * @param precisions the widths to offer, each in 1…8
     * @throws IllegalArgumentException when there is nothing to measure, or a width is not 1…8
     */
    public MeasuredTable measure(
            String name, LocalDate date, List<LayerWorkload> layers, SortedSet<Precision> precisions) {
        List<PrecisionClass> classes = classes(precisions);
        SequencedSet<LayerWorkload> shapes = new LinkedHashSet<>();
        layers.forEach(layer -> shapes.add(layer.named("")));
        List<Runnable> works = new ArrayList<>();
        Map<Run, Integer> places = new HashMap<>();
        for (LayerWorkload shape : shapes) {
            for (PrecisionClass each : classes) {
                Precision precision = each.precisions().last();
                if (places.putIfAbsent(Run.of(kernels, shape, precision), works.size()) == null) {
                    works.add(new LayerWork(kernels, shape, precision));
                }
            }
        }
        List<GlueStep> glue = GlueStep.all(kernels);
        int firstGlue = works.size();
        works.addAll(glue);
        works.add(new LayerWork(kernels, ADDING, BYTES, false));
        works.add(new LayerWork(kernels, ADDING, BYTES, true));
        List<MeasuredLayer.Timing> timings = timer.measure(works);

        List<MeasuredLayer> measured = new ArrayList<>();
        for (LayerWorkload shape : shapes) {
            SortedMap<String, MeasuredLayer.Timing> figures = new TreeMap<>();
            MeasuredLayer.Timing widest = timing(timings, places, Run.of(kernels, shape, precisions.last()));
            for (PrecisionClass each : classes) {
                Run run = Run.of(kernels, shape, each.precisions().last());
                figures.put(each.name(), unlessAlike(timing(timings, places, run), widest));
            }
            measured.add(new MeasuredLayer(shape, figures));
        }
        GlueCosts glueCosts = glueCosts(glue, timings.subList(firstGlue, timings.size()));
        TableModel table = new TableModel(classes, measured, glueCosts, Optional.empty());
        String cpu = Processor.name();
        return new MeasuredTable(
                name,
                cpu + ", one thread, one image at a time, Vernier's " + kernels.level() + " kernels",
                new Measurement(cpu, kernels.description(), Runtime.version().toString(), 1, date),
                Legality.everywhere(precisions),
                table);
    }

    private List<PrecisionClass> classes(SortedSet<Precision> precisions) {
        SortedMap<String, SortedSet<Precision>> byVariant = new TreeMap<>();
        for (Precision precision : precisions) {
            if (precision.weightBits() > 8 || precision.activationBits() > 8) {
                throw new IllegalArgumentException("the kernels compute on codes of 1 to 8 bits, not on " + precision);
            }
            byVariant.computeIfAbsent(variant(precision), _ -> new TreeSet<>()).add(precision);
        }
        return byVariant.entrySet().stream()
                .map(each -> new PrecisionClass(each.getKey(), each.getValue()))
                .toList();
    }

    /** The code that runs layers of a precision: one name, or one for each kind of layer. */
    private String variant(Precision precision) {
        return Arrays.stream(LayerKind.values())
                .map(kind -> kernels.variant(kind, precision))
                .distinct()
                .collect(Collectors.joining("_"));
    }

    private static MeasuredLayer.Timing timing(List<MeasuredLayer.Timing> timings, Map<Run, Integer> places, Run run) {
        return timings.get(Objects.requireNonNull(places.get(run), () -> run + " was not measured"));
    }

    /** Figures that differ by less than they scatter do not differ: then those of the widest widths are taken. */
    private static MeasuredLayer.Timing unlessAlike(MeasuredLayer.Timing timing, MeasuredLayer.Timing widest) {
        double scatter = Math.max(timing.spreadMicros(), widest.spreadMicros());
        return Math.abs(timing.medianMicros() - widest.medianMicros()) <= scatter ? widest : timing;
    }

    /** @param timings of the works, and of a layer without and with an addition */
    private static GlueCosts glueCosts(List<GlueStep> works, List<MeasuredLayer.Timing> timings) {
        Map<Step.Glue.Kind, Double> nanos = new EnumMap<>(Step.Glue.Kind.class);
        for (int i = 0; i < works.size(); i++) {
            nanos.put(
                    works.get(i).kind(),
                    timings.get(i).medianMicros() * 1000 / works.get(i).elementsRead());
        }
        double alone = timings.get(works.size()).medianMicros();
        double joined = timings.getLast().medianMicros();
        int elements = ADDING.outputHeight() * ADDING.outputWidth() * ADDING.outputChannels();
        nanos.put(Step.Glue.Kind.ADD, Math.max(0, joined - alone) * 1000 / (2.0 * elements));
        // Codes are brought to another width through a table, as an element-wise function is.
        return new GlueCosts(nanos, nanos.getOrDefault(Step.Glue.Kind.ELEMENTWISE, 0.0));
    }
}
