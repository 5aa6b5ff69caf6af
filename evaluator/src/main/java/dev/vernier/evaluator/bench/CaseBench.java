package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** One case on several kernels, beside the peer's operators and the loops that show what the machine could do. */
final class CaseBench implements AutoCloseable {
    /** No level counts the bits of layers with more pairs of them. */
    private static final int MOST_BIT_PAIRS = 8;

    private final BenchCase each;
    private final Team team;
    private final PeakMeter peaks;
    private final PeerOperators operators;
    private final Map<Peer, PeerOperator> peers = new EnumMap<>(Peer.class);
    private final Map<Precision, Problem> problems = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    CaseBench(BenchCase each, int threads, PeakMeter peaks) {
        this.each = each;
        this.peaks = peaks;
        team = new Team(threads);
        operators = new PeerOperators(each, threads);
        peers.put(Peer.FP32, operators.floats());
        peers.put(Peer.INT8, operators.bytes());
        operators.nbits4().ifPresent(operator -> peers.put(Peer.NBITS4, operator));
    }

    /** What goes in, and the sums that ONNX Runtime makes of it. */
    private record Problem(Operands operands, int[] expected) {}

    /** A kernel to time. */
    private record Candidate(Kernels kernels, Precision precision, KernelWork work, Optional<PeakMeter.Loop> peak) {}

    /** Lets a kernel in if its sums are right. */
    void admit(Kernels kernels, Precision precision) {
        Problem problem = problems.computeIfAbsent(precision, widths -> {
            Operands operands = Operands.random(each, widths);
            return new Problem(operands, operators.sumsOf(operands));
        });
        KernelWork work = new KernelWork(kernels, each, precision, problem.operands(), team);
        Optional<String> fault = fault(work.sums(), problem, precision);
        if (fault.isPresent()) {
            faults.add(kernels.description() + ", " + precision + ", " + each + ": " + fault.get());
        } else {
            candidates.add(new Candidate(kernels, precision, work, peak(kernels, precision)));
        }
    }

    /**
     * Where they differ, the specification decides: ONNX Runtime's sums of 8-bit products saturate on processors without
     * the instructions for them.
     */
    private Optional<String> fault(int[] found, Problem problem, Precision precision) {
        if (Arrays.equals(found, problem.expected())) {
            return Optional.empty();
        }
        int[] specified = new KernelWork(new ScalarKernels(), each, precision, problem.operands(), team).sums();
        int at = Arrays.mismatch(found, specified);
        return at < 0
                ? Optional.empty()
                : Optional.of("the sum of output " + at + " is " + found[at] + " instead of " + specified[at]);
    }

    /** Products of activations multiply where layers of the same widths may count bits. */
    private Optional<PeakMeter.Loop> peak(Kernels kernels, Precision precision) {
        boolean mayCountBits = precision.weightBits() * precision.activationBits() <= MOST_BIT_PAIRS;
        return each.kind() == BenchCase.Kind.MATMUL && mayCountBits
                ? Optional.empty()
                : peaks.loop(kernels, layerKind(), precision);
    }

    private LayerKind layerKind() {
        if (each.kind() != BenchCase.Kind.CONV) {
            return LayerKind.GEMM;
        }
        return each.shape().groups() > 1 ? LayerKind.DEPTHWISE : LayerKind.CONV;
    }

    /** Times all that was let in. */
    BenchResult run(InterleavedTimer timer) {
        Contest contest = new Contest();
        peers.forEach(contest::enter);
        for (Candidate candidate : candidates) {
            candidate.peak().ifPresent(loop -> contest.enter(loop.name(), onAllThreads(loop)));
            contest.enter(candidate, candidate.work());
        }
        contest.run(timer);
        return new BenchResult(
                each.toString(),
                each.images(),
                each.macs(),
                contest.speeds(peers.keySet(), each.macs()),
                candidates.stream().map(candidate -> row(candidate, contest)).toList(),
                faults,
                List.of());
    }

    private Runnable onAllThreads(PeakMeter.Loop loop) {
        List<Runnable> parts = Collections.nCopies(team.threads(), loop.work());
        return () -> team.run(parts);
    }

    private BenchRow row(Candidate candidate, Contest contest) {
        Map<Peer, Quartiles> ratios = contest.speedUps(candidate, peers.keySet());
        return new BenchRow(
                each.kind().key(),
                OptionalInt.of(each.m()),
                OptionalInt.of(each.k()),
                OptionalInt.of(each.n()),
                candidate.precision(),
                candidate.kernels().level(),
                Levels.isa(candidate.kernels()),
                team.threads(),
                contest.gmacs(candidate, each.macs()),
                Peer.median(ratios, Peer.FP32),
                Peer.median(ratios, Peer.INT8),
                Peer.median(ratios, Peer.NBITS4),
                percentOfPeak(candidate, contest),
                Peer.widest(ratios));
    }

    private OptionalDouble percentOfPeak(Candidate candidate, Contest contest) {
        if (candidate.peak().isEmpty()) {
            return OptionalDouble.empty();
        }
        PeakMeter.Loop loop = candidate.peak().get();
        double work = (double) each.macs() / (loop.macs() * team.threads());
        return OptionalDouble.of(
                100 * work * contest.speedUp(candidate, loop.name()).median());
    }

    @Override
    public void close() {
        peers.values().forEach(PeerOperator::close);
        team.close();
    }
}
