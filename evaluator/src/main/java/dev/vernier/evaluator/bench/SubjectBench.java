package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One network on batches of one size, on several kernels, beside ONNX Runtime's float and 8-bit runs of it. */
final class SubjectBench implements AutoCloseable {
    private static final long SEED = 7;

    /** Images that the slow scalar kernels check. */
    private static final int CHECKED = 2;

    private final NetworkBench.Subject subject;
    private final int images;
    private final MemoryMeter meter;
    private final float[] samples;
    private final Team team;
    private final Map<Peer, FloatRunner> peers = new EnumMap<>(Peer.class);
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    SubjectBench(NetworkBench.Subject subject, int images, int threads, MemoryMeter meter) {
        this.meter = meter;
        this.subject = subject;
        this.images = images;
        samples = new RandomSamples(subject.sample(), images, SEED).all();
        team = new Team(threads);
        peers.put(Peer.FP32, new FloatRunner(subject.floats(), FloatRunner.Fusion.ON, threads));
        peers.put(Peer.INT8, new FloatRunner(subject.bytes(), FloatRunner.Fusion.ON, threads));
    }

    /** A network to time. */
    private record Candidate(Kernels kernels, Precision precision, NetworkWork work) {}

    /** Lets a network in if its outputs are those of the specification. */
    void admit(Kernels kernels, Precision precision, QuantizedNetwork network) {
        NetworkWork work = new NetworkWork(network, kernels, samples, images, team);
        work.run();
        Optional<String> fault = fault(network, work.outputs());
        if (fault.isPresent()) {
            faults.add(kernels.description() + ", " + precision + ", " + subject.name() + ": " + fault.get());
        } else {
            candidates.add(new Candidate(kernels, precision, work));
        }
    }

    private Optional<String> fault(QuantizedNetwork network, float[] found) {
        int checked = Math.min(CHECKED, images);
        float[] specified = new SampleRunner(network, new ScalarKernels(), checked)
                .run(Arrays.copyOf(samples, samples.length / images * checked));
        int at = Arrays.mismatch(Arrays.copyOf(found, specified.length), specified);
        return at < 0
                ? Optional.empty()
                : Optional.of("output " + at + " is " + found[at] + " instead of " + specified[at]);
    }

    /** Times all that was let in. */
    BenchResult run(InterleavedTimer timer) {
        Contest contest = new Contest();
        peers.forEach((peer, runner) -> contest.enter(peer, () -> runner.run(samples, images, subject.sample())));
        candidates.forEach(candidate -> contest.enter(candidate, candidate.work()));
        contest.run(timer);
        return new BenchResult(
                subject.name(),
                images,
                macs(),
                contest.speeds(peers.keySet(), macs()),
                candidates.stream().map(candidate -> row(candidate, contest)).toList(),
                faults,
                memory());
    }

    /** Peaks are those of the first precision: they hardly depend on it, and each takes a process. */
    private List<MemoryUse> memory() {
        List<MemoryUse> uses = new ArrayList<>();
        for (Candidate candidate : candidates) {
            String name = candidate.kernels().description() + " " + candidate.precision();
            OptionalLong peak =
                    candidate.precision().equals(candidates.getFirst().precision())
                            ? peak(Optional.of(candidate.kernels()), candidate.precision(), subject.floats())
                            : OptionalLong.empty();
            uses.add(new MemoryUse(name, Optional.of(candidate.work().memory()), peak));
        }
        for (Peer peer : peers.keySet()) {
            byte[] model = peer == Peer.FP32 ? subject.floats() : subject.bytes();
            OptionalLong peak = peak(Optional.empty(), new Precision(8, 8), model);
            uses.add(new MemoryUse("ONNX Runtime " + peer.title(), Optional.empty(), peak));
        }
        return uses;
    }

    private OptionalLong peak(Optional<Kernels> kernels, Precision precision, byte[] model) {
        return meter.peak(
                new MemoryMeter.Engine(kernels, precision),
                new MemoryMeter.Load(model, images, team.threads(), subject.sample()));
    }

    private long macs() {
        return subject.macs() * images;
    }

    private BenchRow row(Candidate candidate, Contest contest) {
        Map<Peer, Quartiles> ratios = contest.speedUps(candidate, peers.keySet());
        return new BenchRow(
                subject.name(),
                OptionalInt.of(images),
                OptionalInt.empty(),
                OptionalInt.empty(),
                candidate.precision(),
                candidate.kernels().level(),
                Levels.isa(candidate.kernels()),
                team.threads(),
                contest.gmacs(candidate, macs()),
                Peer.median(ratios, Peer.FP32),
                Peer.median(ratios, Peer.INT8),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Peer.widest(ratios));
    }

    @Override
    public void close() {
        peers.values().forEach(FloatRunner::close);
        team.close();
    }
}
