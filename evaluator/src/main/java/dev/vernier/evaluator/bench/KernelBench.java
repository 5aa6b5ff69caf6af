package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares kernels with ONNX Runtime's: every case with all levels, widths and peers in turns, round after round, so that
 * a machine that slows down for a while slows all of them. Ratios are those of one round; their median counts.
 *
 * <p>Each kernel's sums are compared with ONNX Runtime's before it is timed.
 */
public final class KernelBench {
    private static final String STAGE = "timing kernels";

    private final List<Kernels> levels;
    private final int threads;
    private final InterleavedTimer.Effort effort;
    private final PeakMeter peaks;
    private final Progress progress;

    /** @param levels what is compared, for example the vector kernels and the native ones */
    public KernelBench(List<Kernels> levels, BenchSettings settings, Progress progress) {
        this(levels, settings.threads(), settings.effort(), new RegisterPeaks(), progress);
    }

    KernelBench(List<Kernels> levels, int threads, InterleavedTimer.Effort effort, PeakMeter peaks, Progress progress) {
        this.levels = List.copyOf(levels);
        this.threads = threads;
        this.effort = effort;
        this.peaks = peaks;
        this.progress = progress;
    }

    /**
     * Measures case after case.
     *
     * @param precisions widths of at most 8 bits
     * @param results hears of each case once it is done
     */
    public void run(List<BenchCase> cases, List<Precision> precisions, Consumer<BenchResult> results) {
        for (int i = 0; i < cases.size(); i++) {
            BenchCase each = cases.get(i);
            int before = i;
            Progress overall = (_, done, rounds, note) ->
                    progress.update(STAGE, before * rounds + done, cases.size() * rounds, each + ": " + note);
            InterleavedTimer timer = new InterleavedTimer(effort, System::nanoTime, STAGE, overall);
            try (CaseBench bench = new CaseBench(each, threads, peaks)) {
                List<Precision> taken = precisions.stream().filter(each::takes).toList();
                levels.forEach(kernels -> taken.forEach(precision -> bench.admit(kernels, precision)));
                results.accept(bench.run(timer));
            }
        }
    }
}
