package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.Processor;
import dev.vernier.evaluator.kernel.selection.ThreadClock;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.profile.MeasuredTable;
import dev.vernier.hardware.profile.Measurement;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/**
 * Measures how long this machine's kernels take for layers and for the steps between them: one image at a time, on one
 * thread.
 *
 * <p>Each code is measured once on each shape. Widths have a figure of their own where their code is faster than that of
 * all wider widths by more than they scatter; else wider code is what runs them at their best, as runners do, too. So
 * nothing becomes dearer by taking bits away, and nobody chooses widths by noise.
 */
public final class KernelProfiler {
    private static final String STAGE = "measure kernels";

    private final Kernels kernels;
    private final InterleavedTimer timer;

    /** @param kernels with each layer on the code of its own widths */
    public KernelProfiler(Kernels kernels, Progress progress) {
        this(kernels, new InterleavedTimer(InterleavedTimer.Effort.THOROUGH, ThreadClock::nanoTime, STAGE, progress));
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
        TableWorks works = new TableWorks(kernels, layers, precisions);
        double[][] nanos = timer.samples(works.works());
        String cpu = Processor.name();
        return new MeasuredTable(
                name,
                cpu + ", one thread, one image at a time, Vernier's " + kernels.level() + " kernels",
                new Measurement(cpu, kernels.description(), Runtime.version().toString(), 1, date),
                Legality.everywhere(precisions),
                works.table(nanos));
    }
}
