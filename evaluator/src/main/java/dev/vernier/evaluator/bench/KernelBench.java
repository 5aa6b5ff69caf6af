package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
     * @param precisions integer widths
     * @param results hears of each case once it is done
     */
    public void run(List<BenchCase> cases, List<Precision> precisions, Consumer<BenchResult> results) {
        for (int i = 0; i < cases.size(); i++) {
            BenchCase each = cases.get(i);
            int before = i;
            Progress overall = (_, done, rounds, note) -> progress.update(
                    STAGE, before * rounds + done, cases.size() * rounds, each + (note.isEmpty() ? "" : ": " + note));
            InterleavedTimer timer = new InterleavedTimer(effort, System::nanoTime, STAGE, overall);
            try (CaseRun run = new CaseRun(each, timer)) {
                results.accept(run.measure(precisions));
            }
        }
    }

    /** A kernel to time. */
    private record Candidate(Kernels kernels, Precision precision, KernelWork work, Optional<PeakMeter.Loop> peak) {}

    /** One case, with its peers open. */
    private final class CaseRun implements AutoCloseable {
        private final BenchCase each;
        private final InterleavedTimer timer;
        private final Team team = new Team(threads);
        private final PeerOperators operators;
        private final Map<Peer, PeerOperator> peers = new LinkedHashMap<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();

        CaseRun(BenchCase each, InterleavedTimer timer) {
            this.each = each;
            this.timer = timer;
            operators = new PeerOperators(each, threads);
        }

        BenchResult measure(List<Precision> precisions) {
            peers.put(Peer.FP32, operators.floats());
            peers.put(Peer.INT8, operators.bytes());
            operators.nbits4().ifPresent(operator -> peers.put(Peer.NBITS4, operator));
            precisions.forEach(this::admit);
            Map<String, PeakMeter.Loop> loops = new LinkedHashMap<>();
            candidates.forEach(candidate -> candidate.peak().ifPresent(loop -> loops.putIfAbsent(loop.name(), loop)));

            List<Runnable> works = new ArrayList<>(peers.values());
            loops.values().forEach(loop -> works.add(onAllThreads(loop)));
            candidates.forEach(candidate -> works.add(candidate.work()));
            double[][] nanos = timer.samples(works);

            Samples samples = new Samples();
            int next = 0;
            for (Peer peer : peers.keySet()) {
                samples.peers.put(peer, nanos[next++]);
            }
            for (String loop : loops.keySet()) {
                samples.loops.put(loop, nanos[next++]);
            }
            List<BenchRow> rows = new ArrayList<>();
            for (Candidate candidate : candidates) {
                rows.add(row(candidate, nanos[next++], samples));
            }
            List<BenchResult.PeerSpeed> speeds = new ArrayList<>();
            samples.peers.forEach((peer, figures) ->
                    speeds.add(new BenchResult.PeerSpeed(peer.title(), gmacs(each.macs(), figures))));
            return new BenchResult(each.toString(), each.images(), each.macs(), speeds, rows, faults);
        }

        /** Lets the kernels of all levels in whose sums are right. */
        private void admit(Precision precision) {
            Operands operands = Operands.random(each, precision);
            int[] expected = operators.sumsOf(operands);
            for (Kernels kernels : levels) {
                KernelWork work = new KernelWork(kernels, each, precision, operands, team);
                Optional<String> fault = fault(work.sums(), expected, precision, operands);
                if (fault.isPresent()) {
                    faults.add(kernels.description() + ", " + precision + ", " + each + ": " + fault.get());
                } else {
                    Optional<PeakMeter.Loop> peak = peaks.loop(kernels, layerKind(), precision);
                    candidates.add(new Candidate(kernels, precision, work, peak));
                }
            }
        }

        /**
         * Where they differ, the specification decides: ONNX Runtime's sums of 8-bit products saturate on processors
         * without the instructions for them.
         */
        private Optional<String> fault(int[] found, int[] expected, Precision precision, Operands operands) {
            if (Arrays.equals(found, expected)) {
                return Optional.empty();
            }
            int[] specified = new KernelWork(new ScalarKernels(), each, precision, operands, team).sums();
            int at = Arrays.mismatch(found, specified);
            return at < 0
                    ? Optional.empty()
                    : Optional.of("the sum of output " + at + " is " + found[at] + " instead of " + specified[at]);
        }

        private LayerKind layerKind() {
            if (each.kind() != BenchCase.Kind.CONV) {
                return LayerKind.GEMM;
            }
            return each.shape().groups() > 1 ? LayerKind.DEPTHWISE : LayerKind.CONV;
        }

        private Runnable onAllThreads(PeakMeter.Loop loop) {
            List<Runnable> parts = new ArrayList<>();
            for (int i = 0; i < team.threads(); i++) {
                parts.add(loop.work());
            }
            return () -> team.run(parts);
        }

        private BenchRow row(Candidate candidate, double[] nanos, Samples samples) {
            Map<Peer, Quartiles> ratios = new LinkedHashMap<>();
            samples.peers.forEach((peer, figures) -> ratios.put(peer, Quartiles.ofRatios(figures, nanos)));
            OptionalDouble percent = OptionalDouble.empty();
            if (candidate.peak().isPresent()) {
                PeakMeter.Loop loop = candidate.peak().get();
                double[] peak = samples.loops.getOrDefault(loop.name(), nanos);
                double scale = (double) each.macs() / (loop.macs() * team.threads());
                percent = OptionalDouble.of(
                        100 * scale * Quartiles.ofRatios(peak, nanos).median());
            }
            return new BenchRow(
                    each.kind().key(),
                    OptionalInt.of(each.m()),
                    OptionalInt.of(each.k()),
                    OptionalInt.of(each.n()),
                    candidate.precision(),
                    candidate.kernels().level(),
                    Levels.isa(candidate.kernels()),
                    threads,
                    gmacs(each.macs(), nanos),
                    Peer.median(ratios, Peer.FP32),
                    Peer.median(ratios, Peer.INT8),
                    Peer.median(ratios, Peer.NBITS4),
                    percent,
                    Peer.widest(ratios));
        }

        @Override
        public void close() {
            peers.values().forEach(PeerOperator::close);
            team.close();
        }
    }

    /** Nanoseconds of one run, round by round. */
    private static final class Samples {
        private final Map<Peer, double[]> peers = new LinkedHashMap<>();
        private final Map<String, double[]> loops = new LinkedHashMap<>();
    }

    static double gmacs(long macs, double[] nanos) {
        return (double) macs / Quartiles.of(nanos).median();
    }
}
