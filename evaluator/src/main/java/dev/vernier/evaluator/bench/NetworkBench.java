package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Compares whole quantized networks with ONNX Runtime running the float network and an 8-bit one, all in turns, round
 * after round: in batches and one image at a time.
 *
 * <p>Each network's outputs are compared with those of the scalar kernels before it is timed.
 */
public final class NetworkBench {
    private static final String STAGE = "timing networks";
    private static final long SEED = 7;

    /** Images that the slow scalar kernels check. */
    private static final int CHECKED = 2;

    private final List<Kernels> levels;
    private final int threads;
    private final InterleavedTimer.Effort effort;
    private final int batch;
    private final Progress progress;

    /**
     * @param levels what is compared, for example the vector kernels and the native ones
     * @param batch images in one call; besides, single images are timed
     */
    public NetworkBench(List<Kernels> levels, BenchSettings settings, int batch, Progress progress) {
        this(levels, settings.threads(), settings.effort(), batch, progress);
    }

    NetworkBench(List<Kernels> levels, int threads, InterleavedTimer.Effort effort, int batch, Progress progress) {
        this.levels = List.copyOf(levels);
        this.threads = threads;
        this.effort = effort;
        this.batch = batch;
        this.progress = progress;
    }

    /**
     * One network in all its forms.
     *
     * @param sample the shape of one sample, without a batch axis
     * @param macs multiply-accumulates for one sample
     * @param floats the float network as an ONNX file
     * @param bytes the network with 8-bit quantizers as an ONNX file
     * @param quantized the network at each precision, in the order of the tables
     */
    public record Subject(
            String name,
            Shape sample,
            long macs,
            byte[] floats,
            byte[] bytes,
            Map<Precision, QuantizedNetwork> quantized) {}

    /**
     * Measures a network.
     *
     * @param number of the network among {@code count} that are to be measured, from 0, for the progress
     * @param results hears of the batches first, then of single images
     */
    public void run(Subject subject, int number, int count, Consumer<BenchResult> results) {
        int[] batches = batch == 1 ? new int[] {1} : new int[] {batch, 1};
        for (int i = 0; i < batches.length; i++) {
            long before = (long) number * batches.length + i;
            Progress overall = (_, done, rounds, note) -> progress.update(
                    STAGE, before * rounds + done, rounds * count * batches.length, subject.name() + ": " + note);
            InterleavedTimer timer = new InterleavedTimer(effort, System::nanoTime, STAGE, overall);
            try (Team team = new Team(threads);
                    FloatRunner floats = new FloatRunner(subject.floats(), FloatRunner.Fusion.ON, threads);
                    FloatRunner bytes = new FloatRunner(subject.bytes(), FloatRunner.Fusion.ON, threads)) {
                Map<Peer, FloatRunner> peers = new EnumMap<>(Map.of(Peer.FP32, floats, Peer.INT8, bytes));
                results.accept(measure(subject, batches[i], peers, team, timer));
            }
        }
    }

    private record Candidate(Kernels kernels, Precision precision, NetworkWork work) {}

    private BenchResult measure(
            Subject subject, int images, Map<Peer, FloatRunner> peers, Team team, InterleavedTimer timer) {
        float[] samples = new RandomSamples(subject.sample(), images, SEED).all();
        List<Candidate> candidates = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        subject.quantized().forEach((precision, network) -> {
            for (Kernels kernels : levels) {
                NetworkWork work = new NetworkWork(network, kernels, samples, images, team);
                work.run();
                fault(network, samples, images, work.outputs())
                        .ifPresentOrElse(
                                fault -> faults.add(kernels.description() + ", " + precision + ", " + subject.name()
                                        + ": " + fault),
                                () -> candidates.add(new Candidate(kernels, precision, work)));
            }
        });
        List<Runnable> works = new ArrayList<>();
        peers.values().forEach(runner -> works.add(() -> runner.run(samples, images, subject.sample())));
        candidates.forEach(candidate -> works.add(candidate.work()));
        double[][] nanos = timer.samples(works);

        Map<Peer, double[]> ofPeers = new LinkedHashMap<>();
        List<BenchResult.PeerSpeed> speeds = new ArrayList<>();
        long macs = subject.macs() * images;
        int next = 0;
        for (Peer peer : peers.keySet()) {
            ofPeers.put(peer, nanos[next]);
            speeds.add(new BenchResult.PeerSpeed(peer.title(), KernelBench.gmacs(macs, nanos[next++])));
        }
        List<BenchRow> rows = new ArrayList<>();
        for (Candidate candidate : candidates) {
            rows.add(row(subject, images, candidate, nanos[next++], ofPeers));
        }
        return new BenchResult(subject.name(), images, macs, speeds, rows, faults);
    }

    private static Optional<String> fault(QuantizedNetwork network, float[] samples, int images, float[] found) {
        int checked = Math.min(CHECKED, images);
        float[] specified = new SampleRunner(network, new ScalarKernels(), checked)
                .run(Arrays.copyOf(samples, samples.length / images * checked));
        int at = Arrays.mismatch(Arrays.copyOf(found, specified.length), specified);
        return at < 0
                ? Optional.empty()
                : Optional.of("output " + at + " is " + found[at] + " instead of " + specified[at]);
    }

    private BenchRow row(Subject subject, int images, Candidate candidate, double[] nanos, Map<Peer, double[]> peers) {
        Map<Peer, Quartiles> ratios = new LinkedHashMap<>();
        peers.forEach((peer, figures) -> ratios.put(peer, Quartiles.ofRatios(figures, nanos)));
        return new BenchRow(
                subject.name(),
                OptionalInt.of(images),
                OptionalInt.empty(),
                OptionalInt.empty(),
                candidate.precision(),
                candidate.kernels().level(),
                Levels.isa(candidate.kernels()),
                threads,
                KernelBench.gmacs(subject.macs() * images, nanos),
                Peer.median(ratios, Peer.FP32),
                Peer.median(ratios, Peer.INT8),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Peer.widest(ratios));
    }
}
