package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.ThreadClock;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares what a measured table predicts of whole networks with how long they take: the shapes of their layers and the
 * networks themselves in turns, round after round, one image at a time on one thread.
 */
public final class LatencyBench {
    private static final String STAGE = "timing layers and networks";

    private final Kernels level;
    private final Kernels chosen;
    private final InterleavedTimer timer;

    /**
     * @param level with each layer on the code of its own widths, for the table
     * @param chosen the same level as networks run on it
     */
    public LatencyBench(Kernels level, Kernels chosen, BenchSettings settings, Progress progress) {
        this(level, chosen, new InterleavedTimer(settings.effort(), ThreadClock::nanoTime, STAGE, progress));
    }

    LatencyBench(Kernels level, Kernels chosen, InterleavedTimer timer) {
        this.level = level;
        this.chosen = chosen;
        this.timer = timer;
    }

    /**
     * One topology under several plans.
     *
     * @param networks of one layout
     * @param sample what they run on, in ONNX's order
     */
    public record Subject(String name, List<QuantizedNetwork> networks, float[] sample) {
        public Subject {
            networks = List.copyOf(networks);
        }

        NetworkLayout layout() {
            return networks.getFirst().layout();
        }
    }

    /**
     * Measures everything at once.
     *
     * @param precisions widths that the plans draw from, at most 8 bits
     * @return one entry for each subject
     */
    public List<LatencyResult> run(List<Subject> subjects, SortedSet<Precision> precisions) {
        List<LayerWorkload> shapes = subjects.stream()
                .flatMap(subject -> subject.layout().workload().layers().stream())
                .toList();
        TableWorks table = new TableWorks(level, shapes, new TreeSet<>(precisions));
        List<Runnable> works = new ArrayList<>(table.works());
        for (Subject subject : subjects) {
            for (QuantizedNetwork network : subject.networks()) {
                SampleRunner runner = new SampleRunner(network, chosen);
                works.add(() -> runner.run(subject.sample()));
            }
        }
        double[][] nanos = timer.samples(works);
        TableModel model = table.table(Arrays.copyOf(nanos, table.works().size()));
        List<LatencyResult> results = new ArrayList<>();
        int next = table.works().size();
        for (Subject subject : subjects) {
            List<LatencyResult.Plan> plans = new ArrayList<>();
            for (QuantizedNetwork network : subject.networks()) {
                plans.add(new LatencyResult.Plan(
                        network.plan().key(),
                        predicted(model, network),
                        Quartiles.of(nanos[next++]).median() / 1e6));
            }
            results.add(new LatencyResult(subject.name(), plans));
        }
        return results;
    }

    private static double predicted(TableModel model, QuantizedNetwork network) {
        return model.price(network.layout().workload(), network.layout().precisions(network.plan()))
                .get(CostMetric.LATENCY_MS)
                .orElseThrow();
    }
}
